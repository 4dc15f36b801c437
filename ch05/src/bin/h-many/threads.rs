//! Threads that wait.

use crate::report::Meter;
use std::io;
use std::sync::{Arc, RwLock, mpsc};
use std::thread;
use trace::{ends, spawns, trace, waits, wakes};

// ANCHOR: threads
/// Each says that it has started, and then waits at a gate that this thread keeps shut.
pub fn run(count: u64) -> io::Result<()> {
    let meter = Meter::start();
    let gate = Arc::new(RwLock::new(()));
    let shut = gate.write();
    let (started, starts) = mpsc::channel();
    let threads = (0..count).map(|_| {
        let (gate, started) = (Arc::clone(&gate), started.clone());
        thread::Builder::new().spawn(move || {
            let _ = started.send(());
            drop(gate.read());
        })
    });
    let threads: io::Result<Vec<_>> = threads.collect();
    let threads = threads.map_err(|error| {
        let why = format!("this system allows no {count} threads at a time: {error}");
        io::Error::new(error.kind(), why)
    })?;
    starts.iter().take(threads.len()).for_each(drop);
    spawns!("main", "threads");
    trace!("threads", "{count} of them wait");
    meter.report("threads", count);
    waits!("threads", "the gate");
    drop(shut);
    wakes!("main", "threads");
    for thread in threads {
        thread.join().expect("they do nothing that panics");
    }
    ends!("threads");
    Ok(())
}
// ANCHOR_END: threads
