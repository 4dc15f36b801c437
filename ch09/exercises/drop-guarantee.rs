//! A bell wakes one waiter at a time, the one that has waited longest. The links of its list are in the waiters, which are
//! on the stack or on the heap. **Complete the list:**
//!
//! 1. A waiter that's dropped leaves the list. Safe code can't move a pinned waiter or bell.
//! 2. `ring` takes the first waiter out, makes it ready with `true`, and wakes it.
//! 3. A bell that's dropped makes its waiters ready with `false`, and wakes them.
//! 4. `add` puts a waiter at the end, after it has left the list that it was in.
//! 5. A waker is someone else's code. It may drop or add waiters, ring, or panic.
//!
//! The output shows the list after each step.

use ch09::{Future, PollState, Waker};
use std::cell::Cell;
use std::pin::Pin;
use std::ptr::NonNull;

/// A list of waiters. All of them are on one thread: neither a `Cell` nor a `NonNull` is shared with another.
#[derive(Default)]
struct Bell {
    first: Cell<Option<NonNull<Waiter>>>,
    last: Cell<Option<NonNull<Waiter>>>,
}

/// A future that's ready when its bell has rung for it, with `true`, or when its bell is gone, with `false`.
#[derive(Default)]
struct Waiter {
    /// The bell in whose list it is.
    bell: Cell<Option<NonNull<Bell>>>,
    previous: Cell<Option<NonNull<Waiter>>>,
    next: Cell<Option<NonNull<Waiter>>>,
    waker: Cell<Option<Waker>>,
    outcome: Cell<Option<bool>>,
}

impl Future for Waiter {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<bool> {
        if let Some(outcome) = self.outcome.get() {
            return PollState::Ready(outcome);
        }
        self.waker.set(Some(waker.clone()));
        PollState::NotReady
    }
}

impl Bell {
    /// Puts a waiter at the end of the list.
    fn add(self: Pin<&Self>, waiter: Pin<&mut Waiter>) {
        let (bell, waiter) = (self.get_ref(), waiter.into_ref().get_ref());
        waiter.outcome.set(None);
        waiter.bell.set(Some(NonNull::from(bell)));
        let this = Some(NonNull::from(waiter));
        let last = bell.last.replace(this);
        waiter.previous.set(last);
        match last {
            None => bell.first.set(this),
            // SAFETY: what's in the list is pinned, and leaves the list before it's gone.
            Some(last) => unsafe { last.as_ref() }.next.set(this),
        }
    }

    /// Rings for the first waiter. False if there's none.
    fn ring(self: Pin<&Self>) -> bool {
        false
    }
}

#[cfg(test)]
#[path = "../checks/drop-guarantee.rs"]
mod check;
