//! not-yet: the bell rings, and waiter 1, which came first, isn't woken
//!
//! The waiter is ready, and the executor sleeps.

fn let_go(&self, outcome: bool) -> bool {
    let Some(first) = self.first.get() else {
        return false;
    };
    // SAFETY: as in the reference.
    let waiter = unsafe { first.as_ref() };
    waiter.leave();
    waiter.outcome.set(Some(outcome));
    true
}
