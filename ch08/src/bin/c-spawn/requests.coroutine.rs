//! A task for each request.

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker, spawn};
use std::io;
use std::net::SocketAddr;
use trace::{trace, waits};

/// How long the server waits before it answers each request: together, 15 seconds.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: request
/// One request, on a task with this number.
coroutine fn request(reactor: Reactor, server: SocketAddr, task: usize, delay: u32) {
    let path = format!("/{delay}/answer-{task}");
    trace!("task {task}", "asks for {path}");
    waits!("task {task}", "the answer");
    let answer: io::Result<String> = Http::get(&reactor, server, &path).wait;
    match answer {
        Ok(answer) => trace!("task {task}", "has {answer}"),
        Err(error) => trace!("task {task}", "has no answer: {error}"),
    }
}
// ANCHOR_END: request

// ANCHOR: all
/// Spawns a task for each request, and doesn't wait for them.
pub coroutine fn all(reactor: Reactor, server: SocketAddr) {
    // This coroutine is task 1.
    for (task, delay) in (2..).zip(DELAYS) {
        spawn(request(reactor.clone(), server, task, delay));
    }
    trace!("task 1", "has spawned {} tasks, and returns", DELAYS.len());
}
// ANCHOR_END: all
