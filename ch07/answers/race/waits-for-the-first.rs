//! not-yet: none of the two is ready, and a poll asks only one of them
//!
//! The second one has its turn when the first one is ready, which is too late.

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    let mut output = first.poll();
    if matches!(output, PollState::NotReady) {
        return output;
    }
    if let PollState::NotReady = output {
        output = second.poll();
    }
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
