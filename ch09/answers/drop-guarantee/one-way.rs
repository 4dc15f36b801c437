//! solved
//!
//! No links back: a waiter that leaves looks for the one before it, from the first one on.

fn add(self: Pin<&Self>, waiter: Pin<&mut Waiter>) {
    let (bell, waiter) = (self.get_ref(), waiter.into_ref().get_ref());
    waiter.leave();
    waiter.outcome.set(None);
    waiter.bell.set(Some(NonNull::from(bell)));
    let mut end = &bell.first;
    while let Some(next) = end.get() {
        // SAFETY: what's in the list is there.
        end = &unsafe { next.as_ref() }.next;
    }
    end.set(Some(NonNull::from(waiter)));
}

fn leave(&self) {
    let Some(bell) = self.bell.take() else {
        return;
    };
    // SAFETY: as in the reference.
    let mut link = &unsafe { bell.as_ref() }.first;
    while let Some(next) = link.get() {
        if next == NonNull::from(self) {
            link.set(self.next.take());
            return;
        }
        // SAFETY: what's in the list is there.
        link = &unsafe { next.as_ref() }.next;
    }
}
