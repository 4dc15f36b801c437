//! A stand-in for chapter 9's futures, which are pinned.

use crate::stage::{After, Fill};
use std::pin::Pin;

#[path = "LAYER/future.rs"]
mod chapter7;
#[path = "LAYER/../../ch09/src/kept.rs"]
mod kept;
pub use chapter7::PollState;
pub use kept::{Kept, Slot};

/// Wakes nothing.
pub struct Waker;

pub trait Future {
    type Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output>;
}

impl<F: Future + ?Sized> Future for Pin<Box<F>> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<F::Output> {
        self.get_mut().as_mut().poll(waker)
    }
}

impl<T> Unpin for After<T> {}

impl<T> Future for After<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &Waker) -> PollState<T> {
        self.get_mut().step().map_or(PollState::NotReady, PollState::Ready)
    }
}

impl Future for Fill<'_> {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, _: &Waker) -> PollState<u32> {
        self.get_mut().step().map_or(PollState::NotReady, PollState::Ready)
    }
}

/// Any future with this output.
pub type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

pub fn boxed<T>(future: impl Future<Output = T> + 'static) -> Boxed<T> {
    Box::pin(future)
}

/// A pinned future.
pub struct Held<F>(Pin<Box<F>>);

impl<F: Future> Held<F> {
    pub fn new(future: F) -> Self {
        Held(Box::pin(future))
    }

    pub fn poll(&mut self) -> Option<F::Output> {
        match self.0.as_mut().poll(&Waker) {
            PollState::Ready(output) => Some(output),
            PollState::NotReady => None,
        }
    }
}
