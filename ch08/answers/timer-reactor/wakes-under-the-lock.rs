//! hangs: the check “what a waker adds is for the next turn” is asleep

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    while let Some(first) = state.wakers.first_entry()
        && first.key().due <= now
    {
        first.remove().wake();
    }
    state.wakers.first_key_value().map(|(key, _)| key.due)
}
