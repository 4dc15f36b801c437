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
    fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
        let _waker = waker;
        todo!("poll the future of a part")
    }

    /// Moves the output out.
    ///
    /// # Panics
    ///
    /// If it isn't there.
    fn take(self: Pin<&mut Self>) -> F::Output {
        todo!("move the output of a part to the caller")
    }
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
        let _part = &self.first;
        todo!("pin the first part, as the join is pinned")
    }

    /// The second part, pinned as the join is.
    fn second(self: Pin<&mut Self>) -> Pin<&mut Part<B>> {
        let _part = &self.second;
        todo!("pin the second part, as the join is pinned")
    }
}

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
