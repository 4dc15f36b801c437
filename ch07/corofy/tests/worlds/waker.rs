//! A stand-in for chapter 8's futures, whose poll has a waker.

use crate::stage::{After, Fill};

#[path = "LAYER/future.rs"]
mod chapter7;
#[path = "LAYER/kept.rs"]
mod kept;
pub use chapter7::PollState;
pub use kept::Kept;

/// Wakes nothing.
pub struct Waker;

pub trait Future {
    type Output;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output>;
}

impl<F: Future + ?Sized> Future for Box<F> {
    type Output = F::Output;

    fn poll(&mut self, waker: &Waker) -> PollState<F::Output> {
        (**self).poll(waker)
    }
}

impl<T> Future for After<T> {
    type Output = T;

    fn poll(&mut self, _: &Waker) -> PollState<T> {
        self.step().map_or(PollState::NotReady, PollState::Ready)
    }
}

impl Future for Fill<'_> {
    type Output = u32;

    fn poll(&mut self, _: &Waker) -> PollState<u32> {
        self.step().map_or(PollState::NotReady, PollState::Ready)
    }
}

/// Any future with this output.
pub type Boxed<T> = Box<dyn Future<Output = T>>;

pub fn boxed<T>(future: impl Future<Output = T> + 'static) -> Boxed<T> {
    Box::new(future)
}

/// A future that moves to another address before each poll, as these may.
pub struct Held<F> {
    places: [Option<F>; 2],
    at: usize,
}

impl<F: Future> Held<F> {
    pub fn new(future: F) -> Self {
        Held { places: [Some(future), None], at: 0 }
    }

    pub fn poll(&mut self) -> Option<F::Output> {
        let future = self.places[self.at].take();
        self.at = 1 - self.at;
        self.places[self.at] = future;
        match self.places[self.at].as_mut()?.poll(&Waker) {
            PollState::Ready(output) => Some(output),
            PollState::NotReady => None,
        }
    }
}
