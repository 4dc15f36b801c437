//! `Counting` is a future that lets in a number of guests, **one each time it's polled**, so that other tasks get their
//! turns in between. It's ready in the poll that admits the last of them.
//!
//! Write `poll`. Guests knock when they like: one at a time, or three at once. No guest may be left outside while the
//! task sleeps. And no poll may be asked for in vain: each poll after the first is asked for by one `wake`, and it admits a
//! guest. The check counts wakes and polls, also after the future is done.
//!
//! `Door` has three methods for you: `admit_one`, `guest_waits` and `wake_at_next_knock`.

use ch06::Door;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Admits guests, one each poll, until a number of them is in.
struct Counting {
    door: Rc<Door>,
    /// How many are still to come in.
    missing: u32,
}

impl Counting {
    /// A future that's ready when this many guests have come in.
    fn new(door: Rc<Door>, guests: u32) -> Self {
        Self {
            door,
            missing: guests,
        }
    }
}

impl Future for Counting {
    type Output = ();

    // `self` can be used as if it were a `&mut Self`: nothing here is in the way of moving a `Counting`.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.missing > 0 && self.door.admit_one() {
            self.missing -= 1;
        }
        if self.missing == 0 {
            return Poll::Ready(());
        }
        // What has to happen here, so that this task is polled again when there's a reason, and only then?
        let _ = context;
        Poll::Pending
    }
}

#[cfg(test)]
#[path = "../checks/counting.rs"]
mod check;
