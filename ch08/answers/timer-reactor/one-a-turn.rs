//! not-yet: five timers are due when the thread has its turn, and it calls 1 wakers

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let waker = match state.wakers.first_entry() {
        Some(first) if first.key().due <= now => Some(first.remove()),
        _ => None,
    };
    let next = state.wakers.first_key_value().map(|(key, _)| key.due);
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
    next
}
