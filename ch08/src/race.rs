//! The first of two futures that is ready.

use crate::{Future, PollState, Waker};

/// Which of two futures was ready first, and its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First<A, B> {
    /// The first future was.
    A(A),
    /// The second was.
    B(B),
}

// ANCHOR: race
/// A future that is ready when one of two is. If both are, `a` counts.
///
/// The other future is dropped with the [`Race`], which cancels what it waited for.
pub fn race<A: Future, B: Future>(a: A, b: B) -> Race<A, B> {
    Race { a, b }
}

/// What [`race`] returns.
#[derive(Debug)]
pub struct Race<A, B> {
    a: A,
    b: B,
}

// ANCHOR: race-poll
impl<A: Future, B: Future> Future for Race<A, B> {
    type Output = First<A::Output, B::Output>;

    fn poll(&mut self, waker: &Waker) -> PollState<First<A::Output, B::Output>> {
        if let PollState::Ready(output) = self.a.poll(waker) {
            return PollState::Ready(First::A(output));
        }
        match self.b.poll(waker) {
            PollState::Ready(output) => PollState::Ready(First::B(output)),
            PollState::NotReady => PollState::NotReady,
        }
    }
}
// ANCHOR_END: race-poll
// ANCHOR_END: race
