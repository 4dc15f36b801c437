//! Five requests at once, in a coroutine that corofy made a machine of: only the longest delay counts.

#[rustfmt::skip]
mod requests;

use ch07::{Future, Http, PollState, other_work};
use std::io;
use std::process::ExitCode;
use trace::{ends, trace, waits};

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut requests = requests::all(server.addr());
    // One more request, which is answered after the longest of the five: a clock.
    let mut clock = Some(Http::get(server.addr(), "/6000/six-seconds"));
    waits!("clock", "six seconds");
    let result = loop {
        if let PollState::Ready(result) = requests.poll() {
            break result;
        }
        if let Some(PollState::Ready(_)) = clock.as_mut().map(Future::poll) {
            clock = None;
            ends!("clock");
        }
        other_work();
    };
    let when = if clock.is_none() { "after" } else { "before" };
    let count = result?;
    trace!(
        "main",
        "has all {count} answers {when} six seconds have passed"
    );
    Ok(())
}
// ANCHOR_END: run
