//! not-yet: polled again after it was won, the race returns NotReady

fn poll(&mut self) -> PollState<A::Output> {
    let Some((first, second)) = &mut self.runners else {
        return PollState::NotReady;
    };
    let mut output = first.poll();
    if matches!(output, PollState::NotReady) {
        output = second.poll();
    }
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
