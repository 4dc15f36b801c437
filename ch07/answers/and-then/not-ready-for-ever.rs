//! not-yet: polled again after its end, the chain returns NotReady

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let Some(future) = &mut self.future else {
            return PollState::NotReady;
        };
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        self.future = None;
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => self.future = Some(then(value)),
            (answer, then) => {
                drop(then);
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
