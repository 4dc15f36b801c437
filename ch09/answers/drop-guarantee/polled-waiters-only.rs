//! not-yet: the bell rings for a waiter that hasn't been polled, and its first poll isn't ready
//!
//! "Without a waker, there's nothing to do."

fn let_go(&self, outcome: bool) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.leave();
    if let Some(waker) = waiter.waker.take() {
        waiter.outcome.set(Some(outcome));
        waker.wake();
    }
    true
}
