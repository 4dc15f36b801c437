//! not-yet: polled again after it was ready, the join returns Ready([])

struct JoinValues<F: Future> {
    round: VecDeque<(usize, F)>,
    outputs: Vec<Option<F::Output>>,
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues {
        outputs: futures.iter().map(|_| None).collect(),
        round: futures.into_iter().enumerate().collect(),
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    for _ in 0..PER_POLL.min(self.round.len()) {
        let (at, mut future) = self.round.pop_front().expect("there are enough of them");
        match future.poll() {
            PollState::Ready(output) => self.outputs[at] = Some(output),
            PollState::NotReady => self.round.push_back((at, future)),
        }
    }
    if !self.round.is_empty() {
        return PollState::NotReady;
    }
    PollState::Ready(self.outputs.drain(..).flatten().collect())
}
