//! solved
//!
//! The outputs are kept as they come, each with its place.

struct JoinValues<F: Future> {
    round: VecDeque<(usize, F)>,
    outputs: Vec<(usize, F::Output)>,
    is_over: bool,
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues {
        round: futures.into_iter().enumerate().collect(),
        outputs: Vec::new(),
        is_over: false,
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    assert!(!self.is_over, "a join was polled again after it was ready");
    let polled = self.round.len().min(PER_POLL);
    let turns: Vec<_> = self.round.drain(..polled).collect();
    for (at, mut future) in turns {
        match future.poll() {
            PollState::Ready(output) => self.outputs.push((at, output)),
            PollState::NotReady => self.round.push_back((at, future)),
        }
    }
    if !self.round.is_empty() {
        return PollState::NotReady;
    }
    self.is_over = true;
    self.outputs.sort_by_key(|(at, _)| *at);
    PollState::Ready(self.outputs.drain(..).map(|(_, output)| output).collect())
}
