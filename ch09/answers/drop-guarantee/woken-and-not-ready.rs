//! not-yet: the bell has rung for waiter 1, whose poll gives None

fn let_go(&self, _outcome: bool) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.leave();
    if let Some(waker) = waiter.waker.take() {
        waker.wake();
    }
    true
}
