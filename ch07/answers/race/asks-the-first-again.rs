//! not-yet: one poll of the race polls a future twice
//!
//! A last chance for the first one, before the second one wins.

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    let mut output = first.poll();
    if matches!(output, PollState::NotReady) {
        output = second.poll();
        if let PollState::Ready(late) = first.poll() {
            output = PollState::Ready(late);
        }
    }
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
