//! Two endless loops on one core: the kernel takes turns for them, or they give way by themselves.

mod spinner;

use ch01::affinity::{self, CoreId};
use spinner::{ENOUGH, Spinner, spin};
use std::io;
use std::process::ExitCode;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use trace::{ends, ready, resumes, spawns, trace, waits};

/// How many rounds we watch one that nothing else would stop.
const PATIENCE: u64 = 1_000_000;

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    preempted()?;
    cooperating();
    one_forgets();
    Ok(())
}

// ANCHOR: preempted
fn preempted() -> io::Result<()> {
    let core = a_core();
    // A thread can't tell when it has the core. What can be stated is that both are ready to have it.
    (1..=2).for_each(|n| spawns!("main", "spinner {n}"));
    waits!("main", "the end of both threads");
    for (n, seen) in (1..).zip(race(core)?) {
        assert!(seen >= ENOUGH, "or its loop would not have ended");
        trace!(
            "spinner {n}",
            "has seen the other move on {ENOUGH} times or more, and never gave way"
        );
        ends!("spinner {n}");
    }
    if core.is_some() {
        trace!(
            "kernel",
            "must have taken the core from each of them, {ENOUGH} times or more"
        );
        waits!("kernel", "the next interrupt");
    }
    Ok(())
}
// ANCHOR_END: preempted

// ANCHOR: race
/// Each in a thread of its own, both threads on the same core if there is a say in it.
fn race(core: Option<CoreId>) -> io::Result<[u64; 2]> {
    let [one, two] = &[AtomicU64::new(0), AtomicU64::new(0)];
    let (content, ready) = (&AtomicUsize::new(0), &Barrier::new(2));
    let start = |own, other| {
        move || -> io::Result<u64> {
            let pinned = core.map_or(Ok(()), affinity::pin_to);
            // From here on both are where they belong.
            ready.wait();
            let mut spinner = Spinner::new(own, other);
            // Pinned or not: if this one did not move, the other would never end.
            spin(&mut spinner, content);
            pinned.map(|()| spinner.seen)
        }
    };
    let [first, second] = thread::scope(|threads| {
        [start(one, two), start(two, one)]
            .map(|spinner| threads.spawn(spinner))
            .map(|spinner| spinner.join().expect("a spinner does not panic"))
    });
    Ok([first?, second?])
}
// ANCHOR_END: race

fn a_core() -> Option<CoreId> {
    match affinity::allowed() {
        Ok(cores) => {
            trace!(
                "main",
                "starts two spinners in two threads, both on the same core"
            );
            cores.first().copied()
        }
        Err(why) => {
            trace!(
                "main",
                "starts two spinners in two threads, perhaps on two cores: {why}"
            );
            None
        }
    }
}

// ANCHOR: cooperating
/// Both in this one thread. A turn is a lap, then they give way: they return.
fn cooperating() {
    trace!(
        "main",
        "calls the same two in turn, in one thread: a lap, then each gives way"
    );
    let counters = [AtomicU64::new(0), AtomicU64::new(0)];
    let mut spinners = pair(&counters);
    while spinners.iter().any(|spinner| spinner.seen < ENOUGH) {
        for (n, spinner) in (1..).zip(&mut spinners) {
            resumes!("main", "spinner {n}");
            spinner.lap();
            trace!(
                "spinner {n}",
                "gives way; moves of the other seen: {}", spinner.seen
            );
            ready!("spinner {n}");
        }
    }
}
// ANCHOR_END: cooperating

// ANCHOR: one-forgets
/// The same, but the first one keeps its turn until it has seen enough; we stop watching earlier.
fn one_forgets() {
    trace!(
        "main",
        "calls them again, and now spinner 1 forgets to give way"
    );
    let counters = [AtomicU64::new(0), AtomicU64::new(0)];
    let [mut forgetful, _waits] = pair(&counters);
    let mut laps = 0;
    resumes!("main", "spinner 1");
    while forgetful.seen < ENOUGH && laps < PATIENCE {
        forgetful.lap();
        laps += 1;
    }
    let (seen, [_, waits]) = (forgetful.seen, &counters);
    trace!(
        "spinner 1",
        "has gone round {laps} times; moves of the other seen: {seen}"
    );
    trace!(
        "spinner 2",
        "has gone round {} times",
        waits.load(Ordering::Relaxed)
    );
    ready!("spinner 2");
    trace!("main", "stops it there: by itself, it would never end");
    ends!("spinner 1");
}
// ANCHOR_END: one-forgets

fn pair([one, two]: &[AtomicU64; 2]) -> [Spinner<'_>; 2] {
    [Spinner::new(one, two), Spinner::new(two, one)]
}
