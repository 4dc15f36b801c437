//! A reference that outlives two waits: it points into the machine that keeps it.

mod requests;

use ch08::{Executor, Reactor};
use requests::requests;
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
    let text = executor.block_on(requests(reactor, server.addr()))?;
    trace!("main", "has {text}");
    Ok(())
}
// ANCHOR_END: run
