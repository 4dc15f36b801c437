//! A loop that could go on for ever.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// How often a spinner has to see that the other one has moved.
pub const ENOUGH: u64 = 3;

// ANCHOR: spinner
/// A loop's state: the counter that it moves on, and the one that it watches.
pub struct Spinner<'a> {
    own: &'a AtomicU64,
    other: &'a AtomicU64,
    last: u64,
    /// How often the other one had moved when this one looked.
    pub seen: u64,
}

impl<'a> Spinner<'a> {
    pub fn new(own: &'a AtomicU64, other: &'a AtomicU64) -> Self {
        Self {
            own,
            other,
            last: 0,
            seen: 0,
        }
    }

    // ANCHOR: lap
    /// Once round. Relaxed is enough: nothing but the counters is told by the counters.
    pub fn lap(&mut self) {
        self.own.fetch_add(1, Ordering::Relaxed);
        let now = self.other.load(Ordering::Relaxed);
        if now != self.last {
            self.last = now;
            self.seen += 1;
        }
    }
    // ANCHOR_END: lap
}
// ANCHOR_END: spinner

// ANCHOR: spin
/// Neither yields nor sleeps nor calls the kernel. Left alone on its core, it never ends: what it waits
/// for can only be done by the other one.
pub fn spin(spinner: &mut Spinner<'_>, content: &AtomicUsize) {
    while spinner.seen < ENOUGH {
        spinner.lap();
    }
    content.fetch_add(1, Ordering::Relaxed);
    while content.load(Ordering::Relaxed) < 2 {
        spinner.lap();
    }
}
// ANCHOR_END: spin
