//! not-yet: a timer is due, and no turn calls its waker
//!
//! Strictly after: the thread asks again and again until the clock goes on.

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let mut state = self.lock();
    let later = state.wakers.split_off(&Key { due: now, number: 0 });
    let due = mem::replace(&mut state.wakers, later);
    let next = state.wakers.first_key_value().map(|(key, _)| key.due);
    drop(state);
    for waker in due.into_values() {
        waker.wake();
    }
    next
}
