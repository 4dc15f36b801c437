//! solved
//!
//! One waker at a time, as the step does. The turn has a number where it ends: timers with higher ones came later.

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    let last = self.lock().last;
    loop {
        let mut state = self.lock();
        let due = |key: &&Key| key.due <= now && key.number <= last;
        let Some(key) = state.wakers.keys().find(due).copied() else {
            return state.wakers.keys().next().map(|key| key.due);
        };
        let waker = state.wakers.remove(&key);
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
