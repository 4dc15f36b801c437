//! not-yet: waiter 1 was dropped, and `last` still has a pointer to it
//!
//! The next waiter that's added would be written into a waiter that's gone.

fn leave(&self) {
    let Some(bell) = self.bell.take() else {
        return;
    };
    // SAFETY: as in the reference.
    let bell = unsafe { bell.as_ref() };
    let (previous, next) = (self.previous.take(), self.next.take());
    match previous {
        None => bell.first.set(next),
        // SAFETY: as in the reference.
        Some(previous) => unsafe { previous.as_ref() }.next.set(next),
    }
    if let Some(next) = next {
        // SAFETY: as in the reference.
        unsafe { next.as_ref() }.previous.set(previous);
    }
}
