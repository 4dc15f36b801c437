//! not-yet: the thread wakes up before a timer is due, and calls its waker
//!
//! The thread woke up, so the first timer must be due. But a sleep may end early.

fn turn(&self) -> Option<Time> {
    let first = self.lock().wakers.pop_first();
    if let Some((_, waker)) = first {
        waker.wake();
    }
    self.lock().wakers.first_key_value().map(|(key, _)| key.due)
}
