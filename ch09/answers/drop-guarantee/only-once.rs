//! not-yet: waiter 1 was added again, and the list is [1, 2, 3] and not [2, 3, 1]
//!
//! A waiter that's in a list stays where it is in it.

fn add(self: Pin<&Self>, waiter: Pin<&mut Waiter>) {
    let (bell, waiter) = (self.get_ref(), waiter.into_ref().get_ref());
    if waiter.bell.get().is_some() {
        return;
    }
    waiter.outcome.set(None);
    waiter.bell.set(Some(NonNull::from(bell)));
    let this = Some(NonNull::from(waiter));
    let last = bell.last.replace(this);
    waiter.previous.set(last);
    match last {
        None => bell.first.set(this),
        // SAFETY: as in the reference.
        Some(last) => unsafe { last.as_ref() }.next.set(this),
    }
}
