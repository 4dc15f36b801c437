//! `join(first, second)` is ready when both futures are, and has both outputs. `join_all` puts each future into a box.
//! This join keeps both in itself, and pins them by projection.
//!
//! **Write the projections, `advance` and `take` of a part, and an `Unpin` and a `Drop` for the join.**
//!
//! - A future that's ready is dropped at once, and never polled again.
//! - Until then it stays where it was polled. An output may be moved: no pin is made of it.
//! - The join is `Unpin` if both futures are, whatever they return.
//! - A join that's given up drops `second` before `first`, as a function does with its variables.
//!
//! The output shows who is polled and who is dropped.

use ch09::{Future, PollState, Waker};
// EXERCISE: solution
use std::mem;
// EXERCISE: end
use std::pin::Pin;

/// A future, then its output, then nothing.
enum Part<F: Future> {
    Runs(F),
    Has(F::Output),
    Empty,
}

impl<F: Future> Part<F> {
    /// Polls the future, unless it was ready. Returns whether the output is there.
    ///
    /// # Panics
    ///
    /// If the output was taken.
    // EXERCISE: solution
    fn advance(mut self: Pin<&mut Self>, waker: &Waker) -> bool {
        // SAFETY: the future isn't moved out of its part.
        let future = match unsafe { self.as_mut().get_unchecked_mut() } {
            Part::Runs(future) => future,
            Part::Has(_) => return true,
            Part::Empty => panic!("a join was polled again after it was ready"),
        };
        // SAFETY: the future is where its part is, and the part is pinned. `set` below and in the join's `drop` is
        // the only way for it to go, and drops it in its place.
        let future = unsafe { Pin::new_unchecked(future) };
        match future.poll(waker) {
            PollState::NotReady => false,
            PollState::Ready(output) => {
                self.set(Part::Has(output));
                true
            }
        }
    }
    // EXERCISE: skeleton
    // fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
    //     let _waker = waker;
    //     todo!("poll the future of a part")
    // }
    // EXERCISE: end

    /// Moves the output out.
    ///
    /// # Panics
    ///
    /// If it isn't there.
    // EXERCISE: solution
    fn take(mut self: Pin<&mut Self>) -> F::Output {
        if let Part::Runs(_) = *self {
            panic!("the future isn't ready");
        }
        // SAFETY: there's no future any more, and nothing else was ever pinned.
        let part = unsafe { self.as_mut().get_unchecked_mut() };
        match mem::replace(part, Part::Empty) {
            Part::Has(output) => output,
            _ => panic!("the output was taken"),
        }
    }
    // EXERCISE: skeleton
    // fn take(self: Pin<&mut Self>) -> F::Output {
    //     todo!("move the output of a part to the caller")
    // }
    // EXERCISE: end
}

/// Two futures as one.
struct Join<A: Future, B: Future> {
    first: Part<A>,
    second: Part<B>,
}

/// A future that's ready when both are.
fn join<A: Future, B: Future>(first: A, second: B) -> Join<A, B> {
    Join {
        first: Part::Runs(first),
        second: Part::Runs(second),
    }
}

impl<A: Future, B: Future> Join<A, B> {
    /// The first part, pinned as the join is.
    fn first(self: Pin<&mut Self>) -> Pin<&mut Part<A>> {
        // EXERCISE: solution
        // SAFETY: the part is where the join is. The join isn't `Unpin` unless both futures are, and its `drop` moves
        // no part.
        unsafe { self.map_unchecked_mut(|join| &mut join.first) }
        // EXERCISE: skeleton
        // let _part = &self.first;
        // todo!("pin the first part, as the join is pinned")
        // EXERCISE: end
    }

    /// The second part, pinned as the join is.
    fn second(self: Pin<&mut Self>) -> Pin<&mut Part<B>> {
        // EXERCISE: solution
        // SAFETY: as for the first part.
        unsafe { self.map_unchecked_mut(|join| &mut join.second) }
        // EXERCISE: skeleton
        // let _part = &self.second;
        // todo!("pin the second part, as the join is pinned")
        // EXERCISE: end
    }
}
// EXERCISE: solution

// The outputs don't count: no pin is made of them.
impl<A: Future + Unpin, B: Future + Unpin> Unpin for Join<A, B> {}

impl<A: Future, B: Future> Drop for Join<A, B> {
    fn drop(&mut self) {
        // SAFETY: the join isn't moved any more. It may have been pinned, so it's treated as pinned.
        let mut join = unsafe { Pin::new_unchecked(self) };
        join.as_mut().second().set(Part::Empty);
        join.first().set(Part::Empty);
    }
}
// EXERCISE: end

impl<A: Future, B: Future> Future for Join<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output> {
        let first = self.as_mut().first().advance(waker);
        let second = self.as_mut().second().advance(waker);
        if !(first && second) {
            return PollState::NotReady;
        }
        let first = self.as_mut().first().take();
        PollState::Ready((first, self.second().take()))
    }
}

#[cfg(test)]
#[path = "../checks/project.rs"]
mod check;
