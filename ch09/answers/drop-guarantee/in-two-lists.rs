//! not-yet: waiter 1 is in the list twice, which goes round in a circle

fn add(self: Pin<&Self>, waiter: Pin<&mut Waiter>) {
    let (bell, waiter) = (self.get_ref(), waiter.into_ref().get_ref());
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
