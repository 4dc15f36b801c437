//! solved
//!
//! Each future keeps its place, and becomes its output there. The next place that waits is looked for.

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
    let waits = |part: &Part<F>| matches!(part, Part::Waits(_));
    let waiting = self.parts.iter().filter(|part| waits(part)).count();
    for _ in 0..PER_POLL.min(waiting) {
        while !waits(&self.parts[self.next]) {
            self.next = (self.next + 1) % self.parts.len();
        }
        if let Part::Waits(future) = &mut self.parts[self.next]
            && let PollState::Ready(output) = future.poll()
        {
            self.parts[self.next] = Part::Ready(output);
        }
        self.next = (self.next + 1) % self.parts.len();
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
