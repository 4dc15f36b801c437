//! not-yet: the chain has ended with an error, and still holds functions that it won't call

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let future = self.future.as_mut();
        let future = future.expect("a chain was polled again after it was ready");
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        self.future = None;
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => self.future = Some(then(value)),
            (answer, then) => {
                drop(then);
                return PollState::Ready(answer);
            }
        }
    }
}
