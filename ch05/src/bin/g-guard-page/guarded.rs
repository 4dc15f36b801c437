//! The same recursion on a stack of the layer's, between two neighbours.

use crate::dig::{LEVELS, STACK, dig};
use crate::last_words::{self, KEPT, PATTERN};
use ch05::{Builder, Runtime, park, yield_now};
use std::io;
use trace::trace;

// ANCHOR: run
pub fn run() -> io::Result<()> {
    last_words::prepare()?;
    Runtime::new()?.run(|| {
        let fiber = |name| Builder::new().name(name).stack_size(STACK);
        // In this order they lie in memory: new stacks of one size come from lower addresses to higher.
        fiber("low").spawn(|| keep("low", 0))?;
        let deep = fiber("deep").spawn(deep)?;
        fiber("high").spawn(|| keep("high", 1))?;
        let back = deep.join();
        Err(io::Error::other(format!("fiber deep is back: {back:?}")))
    })
}
// ANCHOR_END: run

// ANCHOR: fibers
/// Has bytes on its stack, and waits.
fn keep(name: &str, nth: usize) {
    let bytes = [PATTERN; KEPT];
    trace!("fiber {name}", "keeps {KEPT} bytes on its stack, and parks");
    last_words::will_look_at(nth, &bytes, park);
}

fn deep() -> u64 {
    yield_now(); // until both neighbours are parked
    let kib = STACK / 1024;
    trace!("fiber deep", "has {kib} KiB of stack, and recurses");
    dig(LEVELS)
}
// ANCHOR_END: fibers
