//! not-yet: a waker adds a timer that is due at once, and the turn doesn't end
//!
//! As the step does: one waker at a time, until none is due.

fn turn(&self) -> Option<Time> {
    let now = self.clock.now();
    loop {
        let mut state = self.lock();
        match state.wakers.first_entry() {
            None => return None,
            Some(first) if first.key().due > now => return Some(first.key().due),
            Some(first) => {
                let waker = first.remove();
                drop(state);
                waker.wake();
            }
        }
    }
}
