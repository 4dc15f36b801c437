//! not-yet: the first future is ready, and the poll ends before the second one was polled

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let future = self.future.as_mut();
        let future = future.expect("a chain was polled again after it was ready");
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        self.future = None;
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => {
                self.future = Some(then(value));
                return PollState::NotReady;
            }
            (answer, then) => {
                drop(then);
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
