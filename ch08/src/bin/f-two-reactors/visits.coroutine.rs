//! Two visits with a time limit: one server is silent, the other answers.

use crate::sleep::{Sleep, sleep};
use crate::timers::Timers;
use ch08::{First, Future, Http, HttpGet, PollState, Race, Reactor, Waker, race};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use trace::{ends, trace, waits};

// ANCHOR: visit
/// Asks a server, and doesn't wait longer than the limit.
coroutine fn visit(
    reactor: Reactor,
    timers: Timers,
    server: SocketAddr,
    limit: Duration,
) -> io::Result<()> {
    let request: HttpGet = Http::get(&reactor, server, "/500/hello");
    let limit: Sleep = sleep(&timers, limit);
    waits!("task 1", "an answer, or the limit");
    let race: Race<HttpGet, Sleep> = race(request, limit);
    let first: First<io::Result<String>, ()> = race.wait;
    match first {
        First::A(answer) => trace!("task 1", "has {}, and drops its timer", answer?),
        First::B(()) => trace!("task 1", "is out of time, and drops its request"),
    }
    Ok(())
}
// ANCHOR_END: visit

// ANCHOR: both
/// The silent server first.
pub coroutine fn both(reactor: Reactor, timers: Timers, silent: SocketAddr, server: SocketAddr) -> io::Result<()> {
    trace!("task 1", "asks a silent server, for half a second at most");
    let half: Duration = Duration::from_millis(500);
    visit(reactor.clone(), timers.clone(), silent, half).wait?;
    trace!("task 1", "asks the delay server, for an hour at most");
    let hour: Duration = Duration::from_secs(3600);
    visit(reactor, timers, server, hour).wait?;
    ends!("task 1");
    Ok(())
}
// ANCHOR_END: both
