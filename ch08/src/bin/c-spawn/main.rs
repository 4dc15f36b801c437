//! Five spawned tasks, each with a request: only the longest delay counts.

#[rustfmt::skip]
#[allow(clippy::needless_return, reason = "corofy writes it")]
mod requests;

use ch08::{Executor, Reactor};
use std::io;
use std::process::ExitCode;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let reactor = Reactor::start()?;
    let executor = Executor::new();
    executor.block_on(requests::all(reactor, server.addr()));
    trace!(
        "main",
        "is back, and runs the executor until no task is left"
    );
    executor.run();
    trace!("main", "has no task left");
    Ok(())
}
// ANCHOR_END: run
