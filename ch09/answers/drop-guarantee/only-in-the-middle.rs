//! not-yet: waiter 1 was dropped, and the list still has a pointer to it
//!
//! A waiter at an end has the bell for a neighbour.

fn leave(&self) {
    if self.bell.take().is_none() {
        return;
    }
    let (previous, next) = (self.previous.take(), self.next.take());
    if let Some(previous) = previous {
        // SAFETY: as in the reference.
        unsafe { previous.as_ref() }.next.set(next);
    }
    if let Some(next) = next {
        // SAFETY: as in the reference.
        unsafe { next.as_ref() }.previous.set(previous);
    }
}
