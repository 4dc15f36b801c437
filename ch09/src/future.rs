//! A value that's polled where it stays.

use crate::{HttpGet, PollState, Waker};
use std::ops::DerefMut;
use std::pin::Pin;

// ANCHOR: trait
/// A value that goes on a little each time it's polled, until it has its output.
pub trait Future {
    /// What the future has in the end.
    type Output;

    /// Goes on as far as it can without waiting.
    ///
    /// The caller has pinned the future: from the first poll until it's dropped, the future stays where it is. So
    /// it may keep references to its own fields. Otherwise all is as in [`ch08::Future::poll`].
    ///
    /// # Panics
    ///
    /// May panic if it's polled again after it was ready.
    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output>;
}
// ANCHOR_END: trait

// ANCHOR: pointers
impl<P> Future for Pin<P>
where
    P: DerefMut<Target: Future>,
{
    type Output = <P::Target as Future>::Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output> {
        self.as_deref_mut().poll(waker)
    }
}

impl<F: Future + Unpin + ?Sized> Future for Box<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<F::Output> {
        Pin::new(&mut **self.get_mut()).poll(waker)
    }
}

impl<F: Future + Unpin + ?Sized> Future for &mut F {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<F::Output> {
        Pin::new(&mut **self.get_mut()).poll(waker)
    }
}
// ANCHOR_END: pointers

// ANCHOR: http
/// Chapter 8's request keeps no reference to itself, so it's [`Unpin`]: a pin is as good as a reference.
impl Future for HttpGet {
    type Output = <HttpGet as ch08::Future>::Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output> {
        ch08::Future::poll(self.get_mut(), waker)
    }
}
// ANCHOR_END: http
