//! not-yet: a sleep of `Duration::MAX` is over at its first poll
//!
//! What can't be added is taken for nothing.

fn poll(&mut self, waker: &Waker) -> PollState<()> {
    let now = self.timers.clock.now();
    let due = *self
        .due
        .get_or_insert_with(|| now.checked_add(self.duration).unwrap_or_default());
    if now >= due {
        return PollState::Ready(());
    }
    self.set(due, waker);
    PollState::NotReady
}
