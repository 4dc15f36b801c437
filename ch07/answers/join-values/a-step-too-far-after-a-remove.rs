//! not-yet: after a was ready, the others don't have their turns in a round
//!
//! What comes after a removed element moves up, and the place goes on all the same.

struct JoinValues<F: Future> {
    waiting: Vec<(usize, F)>,
    next: usize,
    outputs: Option<Vec<Option<F::Output>>>,
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    let outputs = futures.iter().map(|_| None).collect();
    JoinValues {
        waiting: futures.into_iter().enumerate().collect(),
        next: 0,
        outputs: Some(outputs),
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    let outputs = self.outputs.as_mut();
    let outputs = outputs.expect("a join was polled again after it was ready");
    for _ in 0..PER_POLL.min(self.waiting.len()) {
        let at = self.next % self.waiting.len();
        self.next = at + 1;
        let (place, future) = &mut self.waiting[at];
        if let PollState::Ready(output) = future.poll() {
            outputs[*place] = Some(output);
            self.waiting.remove(at);
        }
    }
    if !self.waiting.is_empty() {
        return PollState::NotReady;
    }
    let outputs = self.outputs.take().into_iter().flatten();
    PollState::Ready(outputs.flatten().collect())
}
