//! not-yet: a chain of 1000 links needs
//!
//! A loop, as recursion.

fn poll(&mut self) -> PollState<Answer> {
    let future = self.future.as_mut();
    let future = future.expect("a chain was polled again after it was ready");
    let PollState::Ready(answer) = future.poll() else {
        return PollState::NotReady;
    };
    self.future = None;
    match (answer, self.then.pop_front()) {
        (Ok(value), Some(then)) => {
            self.future = Some(then(value));
            self.poll()
        }
        (answer, then) => {
            drop(then);
            self.then.clear();
            PollState::Ready(answer)
        }
    }
}
