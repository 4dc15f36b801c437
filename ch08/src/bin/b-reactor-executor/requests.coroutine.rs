//! The two requests of chapter 7, each of which knows the reactor.

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: two-requests
/// One request after the other.
pub coroutine fn two_requests(reactor: Reactor, server: SocketAddr) -> io::Result<String> {
    trace!("coroutine", "asks for /2000/hello");
    waits!("coroutine", "the answer");
    let first = Http::get(&reactor, server, "/2000/hello").wait?;
    trace!("coroutine", "has {first}, and asks for /1000/goodbye");
    waits!("coroutine", "the answer");
    let second = Http::get(&reactor, server, "/1000/goodbye").wait?;
    trace!("coroutine", "has {second}, and returns");
    ends!("coroutine");
    Ok(format!("{first} and {second}"))
}
// ANCHOR_END: two-requests
