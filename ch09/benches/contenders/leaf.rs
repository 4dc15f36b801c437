//! The future that each machine waits for: of this chapter's trait, of chapter 8's, and of std's.

use ch09::{PollState, Waker};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Isn't ready at its first poll.
#[derive(Debug, Default)]
pub struct Turn {
    was_polled: bool,
}

impl Turn {
    /// A turn that hasn't been polled.
    pub fn new() -> Self {
        Self::default()
    }

    fn is_ready(&mut self) -> bool {
        std::mem::replace(&mut self.was_polled, true)
    }
}

impl ch09::Future for Turn {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, _: &Waker) -> PollState<u64> {
        match self.is_ready() {
            true => PollState::Ready(1),
            false => PollState::NotReady,
        }
    }
}

impl ch08::Future for Turn {
    type Output = u64;

    fn poll(&mut self, _: &Waker) -> PollState<u64> {
        match self.is_ready() {
            true => PollState::Ready(1),
            false => PollState::NotReady,
        }
    }
}

/// The same for std's trait, whose `poll` would have the same name.
#[derive(Debug, Default)]
pub struct StdTurn(Turn);

impl Future for StdTurn {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        match self.0.is_ready() {
            true => Poll::Ready(1),
            false => Poll::Pending,
        }
    }
}
