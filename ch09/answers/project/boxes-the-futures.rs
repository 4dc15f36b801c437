//! not-yet: a future is polled outside of the join
//!
//! Sound, and `join_all`'s way: an allocation for each future, and a pin that may be moved.

enum Part<F: Future> {
    Runs(Pin<Box<F>>),
    Has(F::Output),
    Empty,
}

fn join<A: Future, B: Future>(first: A, second: B) -> Join<A, B> {
    Join {
        first: Part::Runs(Box::pin(first)),
        second: Part::Runs(Box::pin(second)),
    }
}

fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
    // SAFETY: nothing in it is pinned: the future is in a box of its own.
    let part = unsafe { self.get_unchecked_mut() };
    match part {
        Part::Runs(future) => match future.as_mut().poll(waker) {
            PollState::NotReady => false,
            PollState::Ready(output) => {
                *part = Part::Has(output);
                true
            }
        },
        Part::Has(_) => true,
        Part::Empty => panic!("a join was polled again after it was ready"),
    }
}
