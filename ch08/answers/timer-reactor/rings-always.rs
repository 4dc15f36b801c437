//! not-yet: a thousand timers are added that are due later than the first one, or together with it, and the thread is woken for 1000
//!
//! As the step does.

fn add(&self, due: Time, waker: Waker) -> Key {
    let mut state = self.lock();
    state.last += 1;
    let number = state.last;
    let key = Key { due, number };
    state.wakers.insert(key, waker);
    drop(state);
    self.clock.ring();
    key
}
