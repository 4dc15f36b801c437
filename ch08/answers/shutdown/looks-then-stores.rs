//! not-yet: a future is polled while the reactor ends. It stores its waker after all others were told, and waits forever
//!
//! Two locks, and a gap between them.

fn poll(&mut self, waker: &Waker) -> PollState<Result<(), Gone>> {
    if self.shared.lock().happened.contains(&self.number) {
        return PollState::Ready(Ok(()));
    }
    if self.shared.lock().is_over {
        return PollState::Ready(Err(Gone));
    }
    let before = self.shared.lock().wakers.insert(self.number, waker.clone());
    drop(before);
    PollState::NotReady
}
