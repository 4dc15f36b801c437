//! A function that can stop, written by hand as a state machine: two requests in turn, and other work meanwhile.

#[cfg(test)]
mod tests;
mod two_requests;

use ch07::{Future, PollState, other_work};
use std::io;
use std::process::ExitCode;
use trace::trace;
use two_requests::two_requests;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut coroutine = two_requests(server.addr());
    trace!("main", "has a coroutine that hasn't started");
    let output = loop {
        match coroutine.poll() {
            PollState::Ready(output) => break output,
            PollState::NotReady => other_work(),
        }
    };
    trace!("main", "has what the coroutine returned: {}", output?);
    Ok(())
}
// ANCHOR_END: run
