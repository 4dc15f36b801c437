//! The two requests of chapter 7, each of which knows the queue.

use crate::http::{Http, HttpGet};
use ch07::{Future, PollState};
use mio::Registry;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use trace::{ends, trace, waits};

// ANCHOR: two-requests
/// One request after the other.
pub coroutine fn two_requests(registry: Rc<Registry>, server: SocketAddr) -> io::Result<String> {
    trace!("coroutine", "asks for /2000/hello");
    waits!("coroutine", "the answer");
    let first = Http::get(&registry, server, "/2000/hello").wait?;
    trace!("coroutine", "has {first}, and asks for /1000/goodbye");
    waits!("coroutine", "the answer");
    let second = Http::get(&registry, server, "/1000/goodbye").wait?;
    trace!("coroutine", "has {second}, and returns");
    ends!("coroutine");
    Ok(format!("{first} and {second}"))
}
// ANCHOR_END: two-requests
