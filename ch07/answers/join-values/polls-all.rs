//! not-yet: one poll polls 5 futures, and 2 is what a poll may poll

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    let outputs = self.outputs.as_mut();
    let outputs = outputs.expect("a join was polled again after it was ready");
    for _ in 0..self.round.len() {
        let (at, mut future) = self.round.pop_front().expect("there are enough of them");
        match future.poll() {
            PollState::Ready(output) => outputs[at] = Some(output),
            PollState::NotReady => self.round.push_back((at, future)),
        }
    }
    if !self.round.is_empty() {
        return PollState::NotReady;
    }
    let outputs = self.outputs.take().into_iter().flatten();
    PollState::Ready(outputs.flatten().collect())
}
