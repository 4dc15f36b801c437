//! not-yet: the last future is ready, and the join says so at the next poll only
//!
//! It checks whether there are futures before it polls them.

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    let outputs = self.outputs.as_mut();
    let outputs = outputs.expect("a join was polled again after it was ready");
    if self.round.is_empty() {
        let outputs = self.outputs.take().into_iter().flatten();
        return PollState::Ready(outputs.flatten().collect());
    }
    for _ in 0..PER_POLL.min(self.round.len()) {
        let (at, mut future) = self.round.pop_front().expect("there are enough of them");
        match future.poll() {
            PollState::Ready(output) => outputs[at] = Some(output),
            PollState::NotReady => self.round.push_back((at, future)),
        }
    }
    PollState::NotReady
}
