//! A reactor for timers next to the one for sockets, and an executor that knows neither.

mod sleep;
mod timers;
#[rustfmt::skip]
#[allow(clippy::useless_conversion, reason = "corofy writes it")]
mod visits;

use ch08::{Executor, Reactor};
use std::io;
use std::net::TcpListener;
use std::process::ExitCode;
use timers::Timers;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    // Its system accepts connections, but this program never answers.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let (reactor, timers) = (Reactor::start()?, Timers::start()?);
    let executor = Executor::new();
    let visits = visits::both(reactor, timers, silent.local_addr()?, server.addr());
    executor.block_on(visits)?;
    trace!("main", "used one executor and two reactors");
    Ok(())
}
// ANCHOR_END: run
