//! not-yet: the outputs are in another order than the futures

struct JoinValues<F: Future> {
    round: VecDeque<F>,
    outputs: Option<Vec<F::Output>>,
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues {
        round: futures.into(),
        outputs: Some(Vec::new()),
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    let outputs = self.outputs.as_mut();
    let outputs = outputs.expect("a join was polled again after it was ready");
    for _ in 0..PER_POLL.min(self.round.len()) {
        let mut future = self.round.pop_front().expect("there are enough of them");
        match future.poll() {
            PollState::Ready(output) => outputs.push(output),
            PollState::NotReady => self.round.push_back(future),
        }
    }
    if !self.round.is_empty() {
        return PollState::NotReady;
    }
    PollState::Ready(self.outputs.take().unwrap_or_default())
}
