//! A signal that arrives while a call waits.

use super::Level;
use super::full::full_pipe;
use ch03::os::Handler;
use std::io::{self, ErrorKind, PipeWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use trace::{trace, waits, wakes};

// ANCHOR: interrupted
pub fn run() -> io::Result<()> {
    let handler = Handler::install()?;
    trace!(
        "main",
        "sends signals to a thread that waits for room in a full pipe"
    );
    // ANCHOR: each-interrupted
    for level in Level::ALL {
        let (_reader, pipe) = full_pipe()?;
        waits!("{level}", "room in a full pipe");
        let writer = thread::spawn(move || level.write(&pipe, b"x"));
        // Nobody can tell when a thread is in a call. But no signal outside of one does harm, and
        // only one inside can end it: so they are sent until the call has returned.
        interrupt_until(|| writer.is_finished(), &handler, &writer);
        wakes!("main", "{level}");
        trace!("{level}", "write {}", level.words(join(writer)));
    }
    // ANCHOR_END: each-interrupted
    write_all(&handler)
}

// ANCHOR: until
fn interrupt_until<T>(done: impl Fn() -> bool, handler: &Handler, thread: &JoinHandle<T>) {
    while !done() {
        handler.interrupt(thread);
        thread::yield_now();
    }
}
// ANCHOR_END: until

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("a writer does not panic")
}
// ANCHOR_END: interrupted

// ANCHOR: watched
/// Shows what its owner does not get to see: that a `write` has been interrupted.
struct Watched {
    pipe: PipeWriter,
    interrupted: Arc<AtomicBool>,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.pipe.write(bytes);
        if let Err(error) = &result
            && error.kind() == ErrorKind::Interrupted
        {
            self.interrupted.store(true, Ordering::Relaxed);
        }
        result
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}
// ANCHOR_END: watched

// ANCHOR: write-all
fn write_all(handler: &Handler) -> io::Result<()> {
    let (mut reader, pipe) = full_pipe()?;
    let interrupted = Arc::new(AtomicBool::new(false));
    let mut watched = Watched {
        pipe,
        interrupted: Arc::clone(&interrupted),
    };
    waits!("std", "room in a full pipe");
    let writer = thread::spawn(move || watched.write_all(b"x"));
    let done = || interrupted.load(Ordering::Relaxed) || writer.is_finished();
    interrupt_until(done, handler, &writer);
    wakes!("main", "std");
    let waits = !writer.is_finished();
    trace!(
        "std",
        "write_all is interrupted as well, and {}",
        if waits { "still waits" } else { "gives up" }
    );
    waits!("std", "room in a full pipe");
    io::copy(&mut reader, &mut io::sink())?;
    wakes!("main", "std");
    match join(writer) {
        Ok(()) => trace!("std", "write_all returns Ok, now that somebody reads"),
        Err(error) => trace!("std", "write_all returns an error: {error}"),
    }
    Ok(())
}
// ANCHOR_END: write-all
