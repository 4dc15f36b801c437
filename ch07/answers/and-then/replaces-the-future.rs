//! not-yet: one is still there when two is made
//!
//! The assignment drops the old future after the new one was made.

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let future = self.future.as_mut();
        let future = future.expect("a chain was polled again after it was ready");
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => self.future = Some(then(value)),
            (answer, then) => {
                drop(then);
                self.future = None;
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
