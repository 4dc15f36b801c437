//! Five requests of one thread, and its clock.

use ch08::{First, Future, Http, HttpGet, JoinAll, PollState, Race, Reactor, Waker, join_all, race};
use std::io;
use std::net::SocketAddr;

/// How long the server waits before it answers each request of a thread.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: five
/// Returns how many of five requests are answered before a sixth one, the clock.
pub coroutine fn five(reactor: Reactor, server: SocketAddr) -> io::Result<usize> {
    let paths: [String; 5] = DELAYS.map(|delay| format!("/{delay}/answer"));
    let requests: Vec<HttpGet> = paths.iter().map(|path| Http::get(&reactor, server, path)).collect();
    let clock: HttpGet = Http::get(&reactor, server, "/5500/late");
    let race: Race<JoinAll<HttpGet>, HttpGet> = race(join_all(requests), clock);
    let first: First<Vec<io::Result<String>>, io::Result<String>> = race.wait;
    match first {
        First::A(answers) => {
            let answers = answers.into_iter().collect::<io::Result<Vec<_>>>()?;
            Ok(answers.len())
        }
        First::B(_) => Ok(0),
    }
}
// ANCHOR_END: five
