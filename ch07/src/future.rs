//! A value that can be asked whether it's done.

/// What [`Future::poll`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a future that isn't ready has to be polled again"]
pub enum PollState<T> {
    /// The future is done, and this is its output.
    Ready(T),
    /// The future isn't done. Its caller has to poll it again.
    NotReady,
}

// ANCHOR: trait
/// A value that goes on a little each time it's polled, until it has its output.
pub trait Future {
    /// What the future has in the end.
    type Output;

    /// Goes on as far as it can without waiting.
    ///
    /// # Panics
    ///
    /// May panic if it's polled again after it was ready.
    fn poll(&mut self) -> PollState<Self::Output>;
}
// ANCHOR_END: trait

impl<F: Future + ?Sized> Future for Box<F> {
    type Output = F::Output;

    fn poll(&mut self) -> PollState<F::Output> {
        (**self).poll()
    }
}

impl<F: Future + ?Sized> Future for &mut F {
    type Output = F::Output;

    fn poll(&mut self) -> PollState<F::Output> {
        (**self).poll()
    }
}
