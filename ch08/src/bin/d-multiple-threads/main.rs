//! Twelve threads, each with an executor, share one reactor: sixty requests in the time of the longest.

#[rustfmt::skip]
#[allow(clippy::useless_conversion, reason = "corofy writes it")]
mod requests;

use ch08::{Executor, Reactor};
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::thread;
use trace::{trace, without_states};

const THREADS: usize = 12;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let reactor = Reactor::start()?;
    trace!(
        "main",
        "starts {THREADS} threads, each with an executor and five requests"
    );
    // ANCHOR: threads
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (reactor, server) = (reactor.clone(), server.addr());
            thread::spawn(move || five(reactor, server))
        })
        .collect();
    let mut answers = 0;
    for thread in threads {
        answers += thread.join().expect("no thread panics")?;
    }
    // ANCHOR_END: threads
    trace!(
        "main",
        "has {answers} answers within the longest delay and a tenth"
    );
    Ok(())
}

// ANCHOR: five
/// What each thread does. The states of sixty tasks are no picture.
fn five(reactor: Reactor, server: SocketAddr) -> io::Result<usize> {
    without_states(|| Executor::new().block_on(requests::five(reactor, server)))
}
// ANCHOR_END: five
// ANCHOR_END: run
