//! The standard library's futures: what `async fn` makes.

use crate::stage::{After, Fill};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub use std::future::Future;

/// Only for the import lines of the sources.
pub enum PollState {}

impl<T> Unpin for After<T> {}

impl<T> Future for After<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        self.get_mut().step().map_or(Poll::Pending, Poll::Ready)
    }
}

impl Future for Fill<'_> {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        self.get_mut().step().map_or(Poll::Pending, Poll::Ready)
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
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }
}
