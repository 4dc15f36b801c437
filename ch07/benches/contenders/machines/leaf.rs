//! The future at the end of every chain: of this chapter's trait and of std's.

use ch07::PollState;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that isn't ready for so many polls.
#[derive(Debug)]
pub struct Turns {
    left: u64,
}

/// A future that isn't ready at the first `left` polls.
pub fn turns(left: u64) -> Turns {
    Turns { left }
}

impl Turns {
    /// Counts a poll, and says whether it's the one.
    fn is_ready(&mut self) -> bool {
        let is_ready = self.left == 0;
        self.left = self.left.saturating_sub(1);
        is_ready
    }
}

impl ch07::Future for Turns {
    type Output = u64;

    fn poll(&mut self) -> PollState<u64> {
        match self.is_ready() {
            true => PollState::Ready(1),
            false => PollState::NotReady,
        }
    }
}

impl Future for Turns {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        match self.is_ready() {
            true => Poll::Ready(1),
            false => Poll::Pending,
        }
    }
}
