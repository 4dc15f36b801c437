//! The two requests of chapter 7, each of which knows the reactor.

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: two-requests
/// One request after the other.
pub fn two_requests(reactor: Reactor, server: SocketAddr) -> TwoRequests {
    TwoRequests {
        state: TwoRequestsState::Start {
            reactor,
            server,
        },
    }
}

/// The machine of [`two_requests`].
pub struct TwoRequests {
    state: TwoRequestsState,
}

/// Where [`two_requests`] is.
enum TwoRequestsState {
    Start { reactor: Reactor, server: SocketAddr },
    /// Line 13: `let first = Http::get(&reactor, server, "/2000/hello").wait?;`
    Wait1 { future: HttpGet, server: SocketAddr, reactor: Reactor },
    /// Line 16: `let second = Http::get(&reactor, server, "/1000/goodbye").wait?;`
    Wait2 { future: HttpGet, first: String, reactor: Reactor },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for TwoRequests {
    type Output = io::Result<String>;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        let guard = TwoRequestsGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl TwoRequests {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &Waker) -> PollState<io::Result<String>> {
        loop {
            match &mut self.state {
                TwoRequestsState::Start { .. } => {
                    let TwoRequestsState::Start { reactor, server } = self.take() else {
                        unreachable!()
                    };
                    trace!("coroutine", "asks for /2000/hello");
                    waits!("coroutine", "the answer");
                    self.state = TwoRequestsState::Wait1 {
                        future: Http::get(&reactor, server, "/2000/hello"),
                        server,
                        reactor,
                    };
                }
                TwoRequestsState::Wait1 { future, .. } => {
                    let PollState::Ready(ready) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let TwoRequestsState::Wait1 { reactor, server, .. } = self.take()
                    else { unreachable!() };
                    let output = ready;
                    let first = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!(
                        "coroutine",
                        "has {first}, and asks for /1000/goodbye",
                    );
                    waits!("coroutine", "the answer");
                    self.state = TwoRequestsState::Wait2 {
                        future: Http::get(&reactor, server, "/1000/goodbye"),
                        first,
                        reactor,
                    };
                }
                TwoRequestsState::Wait2 { future, .. } => {
                    let PollState::Ready(ready) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let TwoRequestsState::Wait2 { reactor: _reactor, first, .. } = self
                        .take() else { unreachable!() };
                    let output = ready;
                    let second = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!("coroutine", "has {second}, and returns");
                    ends!("coroutine");
                    return self.finish(Ok(format!("{first} and {second}")));
                }
                TwoRequestsState::Running => {
                    panic!("`two_requests` was polled again after it panicked")
                }
                TwoRequestsState::Done => {
                    panic!(
                        "`two_requests` was polled again after it was ready",
                    )
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> TwoRequestsState {
        std::mem::replace(&mut self.state, TwoRequestsState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<String>) -> PollState<io::Result<String>> {
        self.state = TwoRequestsState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct TwoRequestsGuard<'machine>(&'machine mut TwoRequests);

impl<'machine> Drop for TwoRequestsGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = TwoRequestsState::Running;
    }
}
// ANCHOR_END: two-requests
