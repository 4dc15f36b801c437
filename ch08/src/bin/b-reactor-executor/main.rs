//! Reactor and executor apart: the executor sleeps until it's notified, and doesn't know by what.

mod executor;
#[rustfmt::skip]
mod requests;

use ch08::Reactor;
use executor::Executor;
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
    let requests = requests::two_requests(reactor, server.addr());
    let output = executor.block_on(requests)?;
    trace!("main", "has {output}");
    Ok(())
}
// ANCHOR_END: run
