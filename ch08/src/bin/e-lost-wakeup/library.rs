//! Another author's code. It knows nothing of executors, and it's right as long as nothing else parks the thread.

use std::io;
use std::sync::mpsc::Receiver;
use std::thread;
use trace::{spawns, trace, unparks, waits};

// ANCHOR: library
/// Does its work on a helper thread. Its caller sleeps until the helper unparks it.
///
/// So that the same thing happens in every run, the helper has its result after the
/// reactor has the answer, and the caller parks after both have unparked it. In a
/// program that isn't a lesson, that takes bad luck.
pub fn work(answered: Receiver<()>) -> io::Result<()> {
    let caller = thread::current();
    spawns!("library", "helper");
    let helper = thread::Builder::new().spawn(move || {
        let _ = answered.recv();
        trace!("helper", "has the library's result, and unparks the thread");
        unparks!("helper", "thread's token");
        caller.unpark();
    })?;
    // Only for the lesson: without it, the caller could be here first.
    let _ = helper.join();
    thread::park();
    waits!("thread's token", "an unpark");
    trace!("library", "is unparked, and returns");
    Ok(())
}
// ANCHOR_END: library
