//! not-yet: the bell rings, and waiter 1, which came first, isn't woken
//!
//! `add` puts a waiter at the end, and this takes it from there.

fn ring(self: Pin<&Self>) -> bool {
    let Some(last) = self.last.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { last.as_ref() };
    waiter.leave();
    waiter.outcome.set(Some(true));
    if let Some(waker) = waiter.waker.take() {
        waker.wake();
    }
    true
}
