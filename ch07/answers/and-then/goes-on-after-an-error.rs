//! not-yet: the first function's future ends with an error, and 3 functions were called
//!
//! An error counts as zero.

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let future = self.future.as_mut();
        let future = future.expect("a chain was polled again after it was ready");
        let PollState::Ready(answer) = future.poll() else {
            return PollState::NotReady;
        };
        self.future = None;
        match (answer, self.then.pop_front()) {
            (answer, Some(then)) => self.future = Some(then(answer.unwrap_or(0))),
            (answer, then) => {
                drop(then);
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
