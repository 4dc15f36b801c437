//! not-yet: the bell is dropped, and the number of waiter 1's wake-ups is 0
//!
//! The bell has no pointers any more. Its waiters have some.

fn close(&self) {
    self.first.set(None);
    self.last.set(None);
}
