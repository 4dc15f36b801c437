//! solved
//!
//! An `async` block is this machine, too.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

struct Dinner(Pin<Box<dyn std::future::Future<Output = Result<u32, SoldOut>>>>);

struct Wait(Dish);

impl std::future::Future for Wait {
    type Output = Result<u32, SoldOut>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        match Future::poll(&mut self.0) {
            PollState::Ready(price) => Poll::Ready(price),
            PollState::NotReady => Poll::Pending,
        }
    }
}

fn dinner(kitchen: Kitchen) -> Dinner {
    Dinner(Box::pin(async move {
        let soup = Wait(kitchen.cook("soup")).await?;
        let main = match Wait(kitchen.cook("fish")).await {
            Ok(price) => price,
            Err(SoldOut) => Wait(kitchen.cook("pasta")).await?,
        };
        Ok(soup + main)
    }))
}

fn poll(&mut self) -> PollState<Result<u32, SoldOut>> {
    let mut context = Context::from_waker(Waker::noop());
    match self.0.as_mut().poll(&mut context) {
        Poll::Ready(output) => PollState::Ready(output),
        Poll::Pending => PollState::NotReady,
    }
}

fn leave(&mut self) {}
