//! not-yet: the first future has won, and the second one is polled all the same
//!
//! The loser is dropped; it was asked for nothing.

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    let output = match (first.poll(), second.poll()) {
        (PollState::Ready(output), _) | (_, PollState::Ready(output)) => PollState::Ready(output),
        (PollState::NotReady, PollState::NotReady) => PollState::NotReady,
    };
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
