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
fn visit(
    reactor: Reactor,
    timers: Timers,
    server: SocketAddr,
    limit: Duration,
) -> Visit {
    Visit {
        state: VisitState::Start {
            reactor,
            timers,
            server,
            limit,
        },
    }
}

/// The machine of [`visit`].
struct Visit {
    state: VisitState,
}

/// Where [`visit`] is.
enum VisitState {
    Start { reactor: Reactor, timers: Timers, server: SocketAddr, limit: Duration },
    /// Line 23: `let first: First<io::Result<String>, ()> = race.wait;`
    Wait1 { future: Race<HttpGet, Sleep>, timers: Timers, reactor: Reactor },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Visit {
    type Output = io::Result<()>;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        let guard = VisitGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Visit {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &Waker) -> PollState<io::Result<()>> {
        loop {
            match &mut self.state {
                VisitState::Start { .. } => {
                    let VisitState::Start { reactor, timers, server, limit } = self
                        .take() else { unreachable!() };
                    let request: HttpGet = Http::get(&reactor, server, "/500/hello");
                    let limit: Sleep = sleep(&timers, limit);
                    waits!("task 1", "an answer, or the limit");
                    let race: Race<HttpGet, Sleep> = race(request, limit);
                    self.state = VisitState::Wait1 {
                        future: race,
                        timers,
                        reactor,
                    };
                }
                VisitState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let VisitState::Wait1 { reactor: _reactor, timers: _timers, .. } = self
                        .take() else { unreachable!() };
                    let first: First<io::Result<String>, ()> = output;
                    match first {
                        First::A(answer) => {
                            trace!(
                                "task 1",
                                "has {}, and drops its timer",
                                match answer {
                                    Ok(value) => value,
                                    Err(error) => return self.finish(Err(From::from(error))),
                                },
                            )
                        }
                        First::B(()) => {
                            trace!(
                                "task 1",
                                "is out of time, and drops its request",
                            )
                        }
                    }
                    return self.finish(Ok(()));
                }
                VisitState::Running => {
                    panic!("`visit` was polled again after it panicked")
                }
                VisitState::Done => {
                    panic!("`visit` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> VisitState {
        std::mem::replace(&mut self.state, VisitState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<()>) -> PollState<io::Result<()>> {
        self.state = VisitState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct VisitGuard<'machine>(&'machine mut Visit);

impl<'machine> Drop for VisitGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = VisitState::Running;
    }
}
// ANCHOR_END: visit

// ANCHOR: both
/// The silent server first.
pub fn both(
    reactor: Reactor,
    timers: Timers,
    silent: SocketAddr,
    server: SocketAddr,
) -> Both {
    Both {
        state: BothState::Start {
            reactor,
            timers,
            silent,
            server,
        },
    }
}

/// The machine of [`both`].
pub struct Both {
    state: BothState,
}

/// Where [`both`] is.
enum BothState {
    Start { reactor: Reactor, timers: Timers, silent: SocketAddr, server: SocketAddr },
    /// Line 37: `visit(reactor.clone(), timers.clone(), silent, half).wait?;`
    Wait1 { future: Visit, server: SocketAddr, timers: Timers, reactor: Reactor },
    /// Line 40: `visit(reactor, timers, server, hour).wait?;`
    Wait2 { future: Visit },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Both {
    type Output = io::Result<()>;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        let guard = BothGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Both {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &Waker) -> PollState<io::Result<()>> {
        loop {
            match &mut self.state {
                BothState::Start { .. } => {
                    let BothState::Start { reactor, timers, silent, server } = self
                        .take() else { unreachable!() };
                    trace!(
                        "task 1",
                        "asks a silent server, for half a second at most",
                    );
                    let half: Duration = Duration::from_millis(500);
                    let future = visit(reactor.clone(), timers.clone(), silent, half);
                    self.state = BothState::Wait1 {
                        future,
                        server,
                        timers,
                        reactor,
                    };
                }
                BothState::Wait1 { future, .. } => {
                    let PollState::Ready(ready) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let BothState::Wait1 { reactor, timers, server, .. } = self.take()
                    else { unreachable!() };
                    let output = ready;
                    match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!(
                        "task 1",
                        "asks the delay server, for an hour at most",
                    );
                    let hour: Duration = Duration::from_secs(3600);
                    self.state = BothState::Wait2 {
                        future: visit(reactor, timers, server, hour),
                    };
                }
                BothState::Wait2 { future } => {
                    let PollState::Ready(output) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    self.state = BothState::Running;
                    match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    ends!("task 1");
                    return self.finish(Ok(()));
                }
                BothState::Running => {
                    panic!("`both` was polled again after it panicked")
                }
                BothState::Done => {
                    panic!("`both` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> BothState {
        std::mem::replace(&mut self.state, BothState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<()>) -> PollState<io::Result<()>> {
        self.state = BothState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct BothGuard<'machine>(&'machine mut Both);

impl<'machine> Drop for BothGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = BothState::Running;
    }
}
// ANCHOR_END: both
