//! What a step's main function does between two polls.

use std::cell::Cell;
use std::thread;
use std::time::Duration;
use trace::{polls, trace, waits};

thread_local! {
    /// Whether the coroutine has gone on since main last spoke of its other work.
    static WENT_ON: Cell<bool> = const { Cell::new(false) };
}

// ANCHOR: goes-on
/// A step's coroutine calls this when a poll lets it go on. Most polls don't: they only ask, so they aren't stated.
pub fn goes_on() {
    polls!("main", "coroutine");
    WENT_ON.set(true);
}
// ANCHOR_END: goes-on

// ANCHOR: other-work
/// A tenth of a second of other work. It could be anything that doesn't need the coroutine; here it's a sleep.
///
/// A line tells of it once after each poll that let the coroutine go on, and not after the many that didn't.
pub fn other_work() {
    if WENT_ON.take() {
        trace!("main", "does other work, and polls ten times a second");
    }
    waits!("main", "its next poll");
    thread::sleep(Duration::from_millis(100));
}
// ANCHOR_END: other-work
