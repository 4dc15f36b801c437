//! solved
//!
//! All waiters leave before the first waker runs. The wakers are kept in a vector.

fn take_first(bell: &Bell, outcome: bool) -> Option<Option<Waker>> {
    // SAFETY: as in the reference.
    let waiter = unsafe { bell.first.get()?.as_ref() };
    waiter.leave();
    waiter.outcome.set(Some(outcome));
    Some(waiter.waker.take())
}

fn ring(self: Pin<&Self>) -> bool {
    let Some(waker) = take_first(&self, true) else {
        return false;
    };
    if let Some(waker) = waker {
        waker.wake();
    }
    true
}

fn close(&self) {
    let mut wakers = Vec::new();
    while let Some(waker) = take_first(self, false) {
        wakers.extend(waker);
    }
    wakers.into_iter().for_each(|waker| waker.wake());
}
