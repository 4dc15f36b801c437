//! not-yet: both could be ready, and the second one wins

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    let mut output = second.poll();
    if matches!(output, PollState::NotReady) {
        output = first.poll();
    }
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
