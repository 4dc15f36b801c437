//! not-yet: a sleep of `Duration::MAX` is polled, and that panics: overflow when adding durations

fn poll(&mut self, waker: &Waker) -> PollState<()> {
    let now = self.timers.clock.now();
    let due = *self.due.get_or_insert_with(|| now + self.duration);
    if now >= due {
        return PollState::Ready(());
    }
    self.set(due, waker);
    PollState::NotReady
}
