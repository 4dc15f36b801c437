//! not-yet: waiter 1 was dropped, and after that something has written to its memory
//!
//! Before a waker runs, the loop has read which waiter comes next. The waker drops that one.

fn close(&self) {
    let mut at = self.first.get();
    while let Some(waiter) = at {
        // SAFETY: as in the reference.
        let waiter = unsafe { waiter.as_ref() };
        at = waiter.next.get();
        waiter.leave();
        waiter.outcome.set(Some(false));
        if let Some(waker) = waiter.waker.take() {
            waker.wake();
        }
    }
}
