//! Step b's coroutine, pinned: it's polled once and then handed on, as in step c, and it stays where it is.

#[rustfmt::skip]
mod requests;

use ch09::{Executor, Future, PollState, Reactor, Wake, Waker};
use requests::{Requests, requests};
use std::io;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let reactor = Reactor::start()?;
    let executor = Executor::new();
    let coroutine = start(requests(reactor, server.addr()));
    let text = executor.block_on(coroutine)?;
    trace!("main", "has {text}");
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: start
/// Moves a coroutine to the heap, and polls it for the first time.
fn start(coroutine: Requests) -> Pin<Box<Requests>> {
    let waker = Waker::from(Arc::new(Nothing));
    let mut coroutine = Box::pin(coroutine);
    let PollState::NotReady = coroutine.as_mut().poll(&waker) else {
        panic!("the server takes half a second");
    };
    coroutine
}
// ANCHOR_END: start

/// The first poll's waker. The second poll comes without a wake-up.
struct Nothing;

impl Wake for Nothing {
    fn wake(&self) {}
}
