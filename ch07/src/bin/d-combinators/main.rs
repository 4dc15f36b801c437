//! The same two requests as a chain of futures: a state machine that functions put together, without a compiler.

mod combinators;
#[cfg(test)]
mod tests;

use ch07::{Future, Http, PollState, goes_on, other_work};
use combinators::{Combinators, value};
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use trace::{ends, trace, waits};

fn main() -> ExitCode {
    trace::step(run)
}

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

// ANCHOR: two-requests
/// Each closure is the code between two waits. What a later closure needs, it captures.
fn two_requests(server: SocketAddr) -> impl Future<Output = io::Result<String>> {
    value(())
        .and_then(move |()| {
            goes_on();
            trace!("coroutine", "starts, and asks for /2000/hello");
            waits!("coroutine", "GET /2000/hello");
            Http::get(server, "/2000/hello")
        })
        .and_then(move |first| {
            goes_on();
            trace!("coroutine", "has {first}, and asks for /1000/goodbye");
            waits!("coroutine", "GET /1000/goodbye");
            Http::get(server, "/1000/goodbye").map(move |second| {
                goes_on();
                trace!("coroutine", "has {second}, and returns");
                ends!("coroutine");
                format!("{first} and {second}")
            })
        })
}
// ANCHOR_END: two-requests
