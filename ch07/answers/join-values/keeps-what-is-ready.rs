//! not-yet: a is ready, and is kept until the others are
//!
//! An output next to each future says that it's ready.

struct JoinValues<F: Future> {
    all: Vec<(F, Option<F::Output>)>,
    next: usize,
    is_over: bool,
}

fn join_values<F: Future>(futures: Vec<F>) -> JoinValues<F> {
    JoinValues {
        all: futures.into_iter().map(|future| (future, None)).collect(),
        next: 0,
        is_over: false,
    }
}

fn poll(&mut self) -> PollState<Vec<F::Output>> {
    assert!(!self.is_over, "a join was polled again after it was ready");
    let mut polls = 0;
    for _ in 0..self.all.len() {
        if polls == PER_POLL {
            break;
        }
        let at = self.next;
        self.next = (at + 1) % self.all.len();
        let (future, output) = &mut self.all[at];
        if output.is_none() {
            polls += 1;
            if let PollState::Ready(value) = future.poll() {
                *output = Some(value);
            }
        }
    }
    if self.all.iter().any(|(_, output)| output.is_none()) {
        return PollState::NotReady;
    }
    self.is_over = true;
    let all = std::mem::take(&mut self.all).into_iter();
    PollState::Ready(all.filter_map(|(_, output)| output).collect())
}
