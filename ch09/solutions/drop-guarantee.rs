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
// EXERCISE: solution
use std::marker::PhantomPinned;
// EXERCISE: end
use std::pin::Pin;
use std::ptr::NonNull;

/// A list of waiters. All of them are on one thread: neither a `Cell` nor a `NonNull` is shared with another.
#[derive(Default)]
struct Bell {
    first: Cell<Option<NonNull<Waiter>>>,
    last: Cell<Option<NonNull<Waiter>>>,
    // EXERCISE: solution
    _pinned: PhantomPinned,
    // EXERCISE: end
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
    // EXERCISE: solution
    _pinned: PhantomPinned,
    // EXERCISE: end
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
        // EXERCISE: solution
        waiter.leave();
        // EXERCISE: end
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
        // EXERCISE: solution
        self.let_go(true)
        // EXERCISE: skeleton
        // false
        // EXERCISE: end
    }
    // EXERCISE: solution

    /// Takes the first waiter out of the list, makes it ready, and wakes it.
    fn let_go(&self, outcome: bool) -> bool {
        let Some(first) = self.first.get() else {
            return false;
        };
        // SAFETY: what's in the list is there. This reference isn't used once the waker runs, which may drop the waiter.
        let waiter = unsafe { first.as_ref() };
        waiter.leave();
        waiter.outcome.set(Some(outcome));
        if let Some(waker) = waiter.waker.take() {
            waker.wake();
        }
        true
    }

    /// Lets all waiters go. If a waker panics, the waiters after it go all the same.
    fn close(&self) {
        struct Rest<'a>(&'a Bell);
        impl Drop for Rest<'_> {
            fn drop(&mut self) {
                while self.0.let_go(false) {}
            }
        }

        let rest = Rest(self);
        while rest.0.let_go(false) {}
    }
    // EXERCISE: end
}
// EXERCISE: solution

impl Drop for Bell {
    fn drop(&mut self) {
        self.close();
    }
}

impl Waiter {
    /// Takes the waiter out of the list, if it's in one.
    fn leave(&self) {
        let Some(bell) = self.bell.take() else {
            return;
        };
        // SAFETY: the bell is pinned, and takes each waiter out before it's gone.
        let bell = unsafe { bell.as_ref() };
        let (previous, next) = (self.previous.take(), self.next.take());
        match previous {
            None => bell.first.set(next),
            // SAFETY: as for `next` in `add`.
            Some(previous) => unsafe { previous.as_ref() }.next.set(next),
        }
        match next {
            None => bell.last.set(previous),
            // SAFETY: as above.
            Some(next) => unsafe { next.as_ref() }.previous.set(previous),
        }
    }
}

impl Drop for Waiter {
    /// The pin's promise: this runs before the waiter's memory is used for anything else.
    fn drop(&mut self) {
        self.leave();
    }
}
// EXERCISE: end

#[cfg(test)]
#[path = "../checks/drop-guarantee.rs"]
mod check;
