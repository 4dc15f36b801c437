//! A coroutine that's moved between two polls. Its writer points to where the buffer was.
//!
//! By default the step stops before the writer is used. `--unsound` uses it in a child process, and `--here` in this
//! one, for a sanitizer or a debugger.

#[path = "c-coroutines-problem/place.rs"]
mod place;
#[path = "b-coroutines-references/requests.rs"]
mod requests;

use ch08::{Executor, Future, PollState, Reactor, Wake, Waker};
use place::Place;
use requests::{Requests, requests};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::{env, io};
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let asked = env::args().nth(1);
    if asked.as_deref() == Some("--unsound") {
        return in_a_child();
    }
    let server = delayserver::start()?;
    let coroutine = requests(Reactor::start()?, server.addr());
    let coroutine = start(coroutine);
    match asked.as_deref() {
        None => trace!("main", "stops here: the next poll would use the writer"),
        Some("--here") => {
            let text = Executor::new().block_on(coroutine)?;
            trace!("main", "has {text:?}");
        }
        Some(_) => return Err(io::Error::other("the options are --unsound and --here")),
    }
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: start
/// Polls a coroutine for the first time, and moves it to the heap.
///
/// A coroutine that's ready at its first poll would need no heap. (This one never is.)
fn start(mut coroutine: Requests) -> Box<Requests> {
    let PollState::NotReady = coroutine.poll(&Waker::from(Arc::new(Nothing))) else {
        panic!("the server takes half a second");
    };
    let a = Place::of("A", &coroutine);
    trace!("main", "polled it at A: {}", coroutine.pointers(&[a]));
    let coroutine = Box::new(coroutine);
    let b = Place::of("B", &coroutine);
    trace!("main", "moved it to B: {}", coroutine.pointers(&[a, b]));
    coroutine
}
// ANCHOR_END: start

/// The first poll's waker. The second poll comes without a wake-up.
struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}

fn in_a_child() -> io::Result<()> {
    trace!("main", "lets a child process use the writer");
    let status = Command::new(env::current_exe()?).arg("--here").status()?;
    trace!("main", "sees that the child process ended with {status}");
    Ok(())
}
