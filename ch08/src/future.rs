//! A value that can be asked whether it's done.

use crate::{PollState, Waker};

// ANCHOR: trait
/// A value that goes on a little each time it's polled, until it has its output.
pub trait Future {
    /// What the future has in the end.
    type Output;

    /// Goes on as far as it can without waiting.
    ///
    /// A future that isn't ready has seen to it that `waker` is called when a poll would
    /// get further. Only the waker of the last poll counts: the future may have moved to
    /// another task since the one before.
    ///
    /// # Panics
    ///
    /// May panic if it's polled again after it was ready.
    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output>;
}
// ANCHOR_END: trait

impl<F: Future + ?Sized> Future for Box<F> {
    type Output = F::Output;

    fn poll(&mut self, waker: &Waker) -> PollState<F::Output> {
        (**self).poll(waker)
    }
}

impl<F: Future + ?Sized> Future for &mut F {
    type Output = F::Output;

    fn poll(&mut self, waker: &Waker) -> PollState<F::Output> {
        (**self).poll(waker)
    }
}
