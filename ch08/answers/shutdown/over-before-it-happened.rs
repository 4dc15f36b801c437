//! not-yet: an event has happened, then the reactor ended, and the future returns Ready(Err(Gone))

fn poll(&mut self, waker: &Waker) -> PollState<Result<(), Gone>> {
    let mut waits = self.shared.lock();
    if waits.is_over {
        return PollState::Ready(Err(Gone));
    }
    if waits.happened.contains(&self.number) {
        return PollState::Ready(Ok(()));
    }
    let before = waits.wakers.insert(self.number, waker.clone());
    drop(waits);
    drop(before);
    PollState::NotReady
}
