//! not-yet: the bell rang for waiters 1 and 2, waiter 2 was dropped after that, and the list is wrong
//!
//! A waiter that has left leaves once more when it's dropped, from where it was then.

fn leave(&self) {
    let Some(bell) = self.bell.get() else {
        return;
    };
    // SAFETY: as in the reference.
    let bell = unsafe { bell.as_ref() };
    let (previous, next) = (self.previous.get(), self.next.get());
    match previous {
        None => bell.first.set(next),
        // SAFETY: as in the reference.
        Some(previous) => unsafe { previous.as_ref() }.next.set(next),
    }
    match next {
        None => bell.last.set(previous),
        // SAFETY: as in the reference.
        Some(next) => unsafe { next.as_ref() }.previous.set(previous),
    }
}
