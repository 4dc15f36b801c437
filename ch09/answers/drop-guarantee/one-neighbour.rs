//! not-yet: waiter 1 was dropped, and `previous` still has a pointer to it
//!
//! The list is right from its beginning to its end, and wrong the other way round.

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
    if next.is_none() {
        bell.last.set(previous);
    }
}
