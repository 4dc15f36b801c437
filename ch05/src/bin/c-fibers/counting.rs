//! The two fibers. What they know of a runtime is one word: `yield_now`.
//!
//! A fiber is a function pointer here. It captures nothing, and it returns nothing to anybody. A
//! panic in one ends the process: it must not unwind past the fiber's first function, since above
//! that there is nobody, and an `extern "C"` function lets none past. The next steps carry it on.

use crate::runtime::{Runtime, current, yield_now};
use std::io;
use trace::trace;

// ANCHOR: run
/// Counts in two fibers. The turns are taken inside of `run`, in the one thread that calls it.
pub fn run() -> io::Result<()> {
    let runtime = Runtime::new(2);
    runtime.spawn(count_to_10)?;
    runtime.spawn(count_to_15)?;
    trace!("main", "has made two fibers, and lets them run");
    runtime.run();
    trace!("main", "has no fiber left to run, and ends");
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: count
extern "C" fn count_to_10() {
    count_to(10);
}

extern "C" fn count_to_15() {
    count_to(15);
}

/// An ordinary loop with an ordinary local variable, which lives on the fiber's own stack.
fn count_to(last: u32) {
    for n in 1..=last {
        let fiber = current();
        trace!("fiber {fiber}", "counts {n}");
        yield_now();
    }
}
// ANCHOR_END: count
