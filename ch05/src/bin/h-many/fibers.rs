//! Fibers that wait.

use crate::report::Meter;
use ch05::stack::{DEFAULT_SIZE, Guards, Stacks};
use ch05::{Builder, Runtime, park, yield_now};
use std::cell::Cell;
use std::io;
use std::rc::Rc;
use trace::{ends, spawns, trace, unparks, waits, without_states};

// ANCHOR: run
pub fn run(count: u64) -> io::Result<()> {
    let count = affordable(count)?;
    let sum = Runtime::new()?.run(move || park_all(count))?;
    trace!(
        "main",
        "has woken and joined them all: the sum of what they returned is {sum}"
    );
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: park-all
/// Spawns them, lets each run until it parks, and then wakes them for their end. In the timeline they are
/// one actor: a hundred thousand would not fit.
fn park_all(count: u64) -> io::Result<u64> {
    let meter = Meter::start();
    let parked = Rc::new(Cell::new(0));
    let fibers = (0..count).map(|n| {
        let parked = Rc::clone(&parked);
        Builder::new().spawn(move || {
            parked.set(parked.get() + 1);
            park();
            n
        })
    });
    spawns!("main", "fibers");
    let fibers: Vec<_> = without_states(|| fibers.collect::<io::Result<_>>())?;
    without_states(yield_now); // the queue is first in, first out: they all come before us
    let (parked, kib) = (parked.get(), DEFAULT_SIZE / 1024);
    trace!(
        "fibers",
        "{parked} of them are parked, each on a stack of {kib} KiB"
    );
    meter.report("fibers", count);
    waits!("fibers", "an unpark");
    unparks!("main", "fibers");
    without_states(|| fibers.iter().for_each(|fiber| fiber.fiber().unpark()));
    let results = fibers.into_iter().map(|fiber| fiber.join());
    let results = results.map(|n| n.expect("they do nothing that panics"));
    let sum = without_states(|| results.sum());
    ends!("fibers");
    Ok(sum)
}
// ANCHOR_END: park-all

// ANCHOR: affordable
/// So many fibers as this system has room for.
fn affordable(count: u64) -> io::Result<u64> {
    const FEW: u64 = 20_000;
    let stacks = Stacks::new();
    let _one = stacks.take(DEFAULT_SIZE)?;
    let why = if cfg!(windows) {
        "Windows promises each its whole stack, used or not"
    } else if cfg!(target_os = "linux") && stacks.guards() == Some(Guards::Protected) {
        "without light guards, which Linux has since 6.13, each takes two mappings, \
         and vm.max_map_count usually allows 65530"
    } else {
        return Ok(count);
    };
    trace!("main", "makes {FEW} fibers and not {count}: {why}");
    Ok(FEW)
}
// ANCHOR_END: affordable
