//! A variable that outlives two waits: it has a place in the machine, and `poll` has none.

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
    let count = executor.block_on(requests(reactor, server.addr()))?;
    trace!("main", "has {count} answers");
    Ok(())
}
// ANCHOR_END: run
