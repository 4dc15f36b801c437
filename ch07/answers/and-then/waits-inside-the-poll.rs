//! not-yet: the second future isn't ready, and the poll goes on all the same
//!
//! It waits in the poll until a link is ready.

fn poll(&mut self) -> PollState<Answer> {
    let future = self.future.take();
    let mut future = future.expect("a chain was polled again after it was ready");
    let mut is_first = true;
    loop {
        let PollState::Ready(answer) = future.poll() else {
            if is_first {
                self.future = Some(future);
                return PollState::NotReady;
            }
            continue;
        };
        is_first = false;
        drop(future);
        match (answer, self.then.pop_front()) {
            (Ok(value), Some(then)) => future = then(value),
            (answer, then) => {
                drop(then);
                self.then.clear();
                return PollState::Ready(answer);
            }
        }
    }
}
