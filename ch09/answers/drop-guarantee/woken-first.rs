//! not-yet: waiter 1 was dropped, and after that something has written to its memory
//!
//! The waker drops the waiter, and then the waiter is made ready.

fn let_go(&self, outcome: bool) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.leave();
    if let Some(waker) = waiter.waker.take() {
        waker.wake();
    }
    waiter.outcome.set(Some(outcome));
    true
}
