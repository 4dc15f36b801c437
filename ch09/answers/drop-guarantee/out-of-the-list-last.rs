//! not-yet: a waker added its waiter again, and rang, and the list is [3] and not [3, 1]
//!
//! The waiter is still the first one while its waker runs. So what the waker does to the list is undone, or done twice.

fn let_go(&self, outcome: bool) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.outcome.set(Some(outcome));
    if let Some(waker) = waiter.waker.take() {
        waker.wake();
    }
    waiter.leave();
    true
}
