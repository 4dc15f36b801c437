//! not-yet: the chain is ready, and still holds its last future
//!
//! It drops a future only if there's a next one.

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let future = self.future.as_mut();
        let future = future.expect("a chain was polled again after it was ready");
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => {
                self.future = None;
                self.future = Some(then(value));
            }
            (answer @ Err(_), then) => {
                drop(then);
                self.future = None;
                self.then.clear();
                return PollState::Ready(answer);
            }
            (answer, then) => {
                drop(then);
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
