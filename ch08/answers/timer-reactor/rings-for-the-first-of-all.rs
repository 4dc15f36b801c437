//! not-yet: an earlier timer is added while the thread sleeps, and the thread isn't woken
//!
//! As chapter 4's mailbox does: only when it was empty.

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    let was_empty = state.wakers.is_empty();
    state.wakers.insert(key, waker);
    drop(state);
    if was_empty {
        self.clock.ring();
    }
    key
}
