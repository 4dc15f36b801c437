//! A parker that keeps nothing: `unpark` reaches a thread that sleeps, or no thread.

use crate::sync::{Condvar, Mutex};

// ANCHOR: parker
/// Lets one thread sleep, and any other thread wake it.
#[derive(Debug)]
pub struct NaiveParker {
    lock: Mutex<()>,
    unparked: Condvar,
}

impl NaiveParker {
    /// A parker.
    pub fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            unparked: Condvar::new(),
        }
    }

    /// Sleeps until another thread calls `unpark`.
    pub fn park(&self) {
        let locked = self.lock.lock().expect(NO_PANIC);
        let _locked = self.unparked.wait(locked).expect(NO_PANIC);
    }

    /// Ends the sleep of the thread that's in `park`.
    pub fn unpark(&self) {
        self.unparked.notify_one();
    }
}
// ANCHOR_END: parker

impl Default for NaiveParker {
    fn default() -> Self {
        Self::new()
    }
}

/// Why the lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the parker's lock";
