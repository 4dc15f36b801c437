//! How a thread sleeps until another thread has something for it.

use crate::sync::{Condvar, Mutex};

// ANCHOR: parker
/// Lets one thread sleep, and any other thread wake it.
///
/// A parker has a token. [`unpark`](Self::unpark) leaves it, and [`park`](Self::park) takes it, or waits for it. So an
/// `unpark` that comes before the `park` isn't lost: `park` returns at once. Two of them leave one token.
///
/// `std::thread::park` works the same way. But a thread has only one token there, and all code that runs on the thread
/// shares it. A parker's token belongs to those who have the parker.
#[derive(Debug)]
pub struct Parker {
    has_token: Mutex<bool>,
    token_left: Condvar,
}

impl Parker {
    /// A parker without a token.
    pub fn new() -> Self {
        Self {
            has_token: Mutex::new(false),
            token_left: Condvar::new(),
        }
    }

    // ANCHOR: park
    /// Takes the token. Sleeps until there's one.
    pub fn park(&self) {
        let mut has_token = self.has_token.lock().expect(NO_PANIC);
        while !*has_token {
            has_token = self.token_left.wait(has_token).expect(NO_PANIC);
        }
        *has_token = false;
    }

    /// Leaves the token, and ends the sleep of the thread that waits for it.
    pub fn unpark(&self) {
        *self.has_token.lock().expect(NO_PANIC) = true;
        self.token_left.notify_one();
    }
    // ANCHOR_END: park
}
// ANCHOR_END: parker

impl Default for Parker {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the parker's lock";
