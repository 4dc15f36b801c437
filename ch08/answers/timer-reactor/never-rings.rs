//! not-yet: a timer is added while the thread sleeps, and the thread isn't woken

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    state.wakers.insert(key, waker);
    key
}
