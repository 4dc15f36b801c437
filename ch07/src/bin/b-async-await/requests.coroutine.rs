//! The requests, one after another.

use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

/// How long the server waits before it answers each request: together, 15 seconds.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: request
/// One request.
coroutine fn request(server: SocketAddr, n: usize) -> io::Result<()> {
    let path = format!("/{}/answer-{n}", DELAYS[n]);
    trace!("request {n}", "asks for {path}");
    waits!("request {n}", "the answer");
    let answer = Http::get(server, &path).wait?;
    trace!("request {n}", "has {answer}");
    ends!("request {n}");
    Ok(())
}
// ANCHOR_END: request

// ANCHOR: all
/// All requests, each waited for in a loop. Returns how many there were.
pub coroutine fn all(server: SocketAddr) -> io::Result<usize> {
    for n in 0..DELAYS.len() {
        request(server, n).wait?;
    }
    Ok(DELAYS.len())
}
// ANCHOR_END: all
