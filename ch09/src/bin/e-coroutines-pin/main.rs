//! Step b's coroutine, pinned: the machine that keeps a reference to itself can't be moved any more.

#[rustfmt::skip]
mod requests;

use ch09::{Executor, Reactor};
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
