//! not-yet: after five polls, c of five futures hasn't been polled once
//!
//! A future that isn't ready goes back to where it came from.

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    let outputs = self.outputs.as_mut();
    let outputs = outputs.expect("a join was polled again after it was ready");
    let mut back = Vec::new();
    for _ in 0..PER_POLL.min(self.round.len()) {
        let (at, mut future) = self.round.pop_front().expect("there are enough of them");
        match future.poll() {
            PollState::Ready(output) => outputs[at] = Some(output),
            PollState::NotReady => back.push((at, future)),
        }
    }
    for future in back.into_iter().rev() {
        self.round.push_front(future);
    }
    if !self.round.is_empty() {
        return PollState::NotReady;
    }
    let outputs = self.outputs.take().into_iter().flatten();
    PollState::Ready(outputs.flatten().collect())
}
