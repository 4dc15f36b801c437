//! The counters as closures: what they capture goes with them, what they return comes back, and so does a panic.
//!
//! A fiber of `c-fibers` is an `extern "C" fn()`: a place in the program, with nothing in its hands.
//! Whatever it needs has to be a constant, and nobody hears what became of it.

use ch05::{Builder, JoinHandle, Runtime, yield_now};
use std::any::Any;
use std::cell::Cell;
use std::io;
use std::process::ExitCode;
use std::rc::Rc;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    Runtime::new()?.run(count);
    Ok(())
}

/// Spawns a fiber under the name by which the timeline and the runtime's messages know it.
fn spawn(name: &str, body: impl FnOnce() -> u32 + 'static) -> JoinHandle<u32> {
    let spawned = Builder::new().name(name).spawn(body);
    spawned.expect("there is memory for three stacks")
}

// ANCHOR: counter
/// A fiber that counts, adds up what it has counted, and returns the sum. Its name moves in with it,
/// and so does one of the handles to the tally: no fiber need outlive what it uses.
fn counter(name: &'static str, last: u32, tally: &Rc<Cell<u32>>) -> JoinHandle<u32> {
    let (label, tally) = (name.to_owned(), Rc::clone(tally));
    spawn(name, move || {
        let mut sum = 0;
        for n in 1..=last {
            trace!("fiber {label}", "counts {n}");
            tally.set(tally.get() + 1);
            sum += n;
            yield_now();
        }
        sum
    })
}
// ANCHOR_END: counter

// ANCHOR: unlucky
/// A fiber that owns what the others own, and panics. That unwinds its stack, which drops its handle,
/// and no other.
fn unlucky(tally: &Rc<Cell<u32>>) -> JoinHandle<u32> {
    let tally = Rc::clone(tally);
    spawn("unlucky", move || {
        trace!("fiber unlucky", "counts 1");
        yield_now();
        trace!("fiber unlucky", "panics");
        panic!("lost count at {}", tally.get());
    })
}
// ANCHOR_END: unlucky

// ANCHOR: join
/// The main fiber. Whom it joins decides for whom it waits, and not who runs meanwhile.
fn count() {
    let tally = Rc::new(Cell::new(0));
    let ten = counter("ten", 10, &tally);
    let fifteen = counter("fifteen", 15, &tally);
    let unlucky = unlucky(&tally);
    match unlucky.join() {
        Ok(sum) => trace!("main", "gets {sum} from fiber unlucky"),
        Err(panic) => trace!(
            "main",
            "hears how fiber unlucky ended: {}",
            message(&*panic)
        ),
    }
    let sums = [ten, fifteen].map(|handle| handle.join().expect("the counters do not panic"));
    let (sum, held) = (sums.iter().sum::<u32>(), Rc::strong_count(&tally));
    trace!("main", "adds up {} and {}: {sum}", sums[0], sums[1]);
    let counted = tally.get();
    trace!(
        "main",
        "finds {counted} in the tally, and {held} handle to it: its own"
    );
}
// ANCHOR_END: join

// ANCHOR: message
/// What a panic said. Its payload is text unless somebody chose another.
fn message(panic: &dyn Any) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied())
        .unwrap_or("something that is no text")
}
// ANCHOR_END: message
