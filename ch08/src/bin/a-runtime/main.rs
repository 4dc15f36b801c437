//! The first runtime: it waits on the event queue, so it polls once for each answer.

mod http;
#[rustfmt::skip]
mod requests;
mod runtime;

use runtime::Runtime;
use std::io;
use std::process::ExitCode;
use std::rc::Rc;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut runtime = Runtime::new()?;
    let requests = requests::two_requests(Rc::clone(runtime.registry()), server.addr());
    let output = runtime.block_on(requests)??;
    let count = runtime.wake_ups();
    trace!("main", "has {output}, after {count} wake-ups");
    Ok(())
}
// ANCHOR_END: run
