//! solved
//!
//! The future is out of the chain while it's polled, and comes back if it isn't ready.

fn poll(&mut self) -> PollState<Answer> {
    let future = self.future.take();
    let mut future = future.expect("a chain was polled again after it was ready");
    loop {
        let PollState::Ready(answer) = future.poll() else {
            self.future = Some(future);
            return PollState::NotReady;
        };
        drop(future);
        match answer.map(|value| (value, self.then.pop_front())) {
            Ok((value, Some(then))) => future = then(value),
            Ok((value, None)) => return PollState::Ready(Ok(value)),
            Err(error) => {
                self.then.clear();
                return PollState::Ready(Err(error));
            }
        }
    }
}
