//! not-yet: the bell was dropped, and after that something has written to its memory
//!
//! Each waiter is ready and woken, and when it's dropped it leaves a list that's gone.

fn close(&self) {
    let mut at = self.first.get();
    while let Some(waiter) = at {
        // SAFETY: as in the reference.
        let waiter = unsafe { waiter.as_ref() };
        at = waiter.next.get();
        waiter.outcome.set(Some(false));
        if let Some(waker) = waiter.waker.take() {
            waker.wake();
        }
    }
}
