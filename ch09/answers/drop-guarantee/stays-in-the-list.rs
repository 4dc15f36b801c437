//! not-yet: the bell rang for waiter 1, and the list is [1, 3, 4] and not [3, 4]
//!
//! A waiter leaves when it's dropped, which may be much later.

fn ring(self: Pin<&Self>) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.outcome.set(Some(true));
    if let Some(waker) = waiter.waker.take() {
        waker.wake();
    }
    true
}
