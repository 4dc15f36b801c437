//! not-yet: three futures of four aren't ready, and a poll polls 1 of them
//!
//! It counts places, and not polls.

struct JoinValues<F: Future> {
    parts: Vec<Part<F>>,
    next: usize,
    is_over: bool,
}

enum Part<F: Future> {
    Waits(F),
    Ready(F::Output),
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues {
        parts: futures.into_iter().map(Part::Waits).collect(),
        next: 0,
        is_over: false,
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    assert!(!self.is_over, "a join was polled again after it was ready");
    for _ in 0..PER_POLL.min(self.parts.len()) {
        let at = self.next;
        self.next = (at + 1) % self.parts.len();
        let part = &mut self.parts[at];
        if let Part::Waits(future) = part
            && let PollState::Ready(output) = future.poll()
        {
            *part = Part::Ready(output);
        }
    }
    if self.parts.iter().any(|part| matches!(part, Part::Waits(_))) {
        return PollState::NotReady;
    }
    self.is_over = true;
    let parts = std::mem::take(&mut self.parts).into_iter();
    let outputs = parts.filter_map(|part| match part {
        Part::Ready(output) => Some(output),
        Part::Waits(_) => None,
    });
    PollState::Ready(outputs.collect())
}
