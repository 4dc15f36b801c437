//! `race(first, second)` is ready when one of two futures is, and has the output of that one: an answer or a timeout, or
//! the faster of two servers.
//!
//! Each poll asks `first`, and then `second` if `first` isn't ready. So `first` wins if both could be ready, and `second` isn't
//! polled any more in that poll, because its output would have no use. The loser is dropped at once, not with the race:
//! a request that lost closes its connection before the caller goes on. Polled again after that, the race panics.
//! The starter breaks three of these rules.

use ch07::{Future, PollState};

/// The first of two futures that's ready.
struct Race<A, B> {
    first: A,
    second: B,
}

/// Lets two futures race.
fn race<A, B>(first: A, second: B) -> Race<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    Race { first, second }
}

impl<A, B> Future for Race<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    type Output = A::Output;

    fn poll(&mut self) -> PollState<A::Output> {
        match (self.first.poll(), self.second.poll()) {
            (PollState::Ready(output), _) | (_, PollState::Ready(output)) => {
                PollState::Ready(output)
            }
            (PollState::NotReady, PollState::NotReady) => PollState::NotReady,
        }
    }
}

#[cfg(test)]
#[path = "../checks/race.rs"]
mod check;
