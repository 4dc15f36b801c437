//! Step b's coroutine, as the function that it was by hand.

use ch09::{Future, Http, HttpGet, PollState, Reactor};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: requests
/// Keeps a reference to its own buffer across two waits.
pub coroutine fn requests(reactor: Reactor, server: SocketAddr) -> io::Result<String> {
    let mut buffer: String = String::new();
    let writer: &mut String = &mut buffer;
    trace!("coroutine", "asks for /500/hello");
    waits!("coroutine", "the answer");
    let hello = Http::get(&reactor, server, "/500/hello").wait?;
    trace!("coroutine", "writes {hello}");
    writer.push_str(&hello);
    trace!("coroutine", "asks for /400/goodbye");
    waits!("coroutine", "the answer");
    let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;
    trace!("coroutine", "writes {goodbye}");
    writer.push_str(&goodbye);
    ends!("coroutine");
    Ok(buffer)
}
// ANCHOR_END: requests
