//! hangs: the check “dropping a waker may add a timer” is asleep

fn remove(&self, key: Key) {
    let mut state = self.lock();
    state.wakers.remove(&key);
    drop(state);
}
