//! not-yet: the hare has won, and the tortoise is still there
//!
//! It panics because the winner does.

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    let mut output = first.poll();
    if matches!(output, PollState::NotReady) {
        output = second.poll();
    }
    output
}
