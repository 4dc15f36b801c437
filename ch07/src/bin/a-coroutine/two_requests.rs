// ANCHOR: source
//! The coroutine. If Rust had `coroutine fn` and `.wait`, it would be this function:
//!
//! ```text
//! coroutine fn two_requests(server: SocketAddr) -> io::Result<String> {
//!     goes_on();
//!     trace!("coroutine", "starts, and asks for /2000/hello");
//!     waits!("coroutine", "GET /2000/hello");
//!     let first = Http::get(server, "/2000/hello").wait?;
//!     goes_on();
//!     trace!("coroutine", "has {first}, and asks for /1000/goodbye");
//!     waits!("coroutine", "GET /1000/goodbye");
//!     let second = Http::get(server, "/1000/goodbye").wait?;
//!     goes_on();
//!     trace!("coroutine", "has {second}, and returns");
//!     ends!("coroutine");
//!     Ok(format!("{first} and {second}"))
//! }
//! ```
// ANCHOR_END: source

use ch07::{Future, Http, HttpGet, PollState, goes_on};
use std::io;
use std::mem;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: call
/// What a call of the function does: it keeps the parameters, and runs none of the body.
pub fn two_requests(server: SocketAddr) -> TwoRequests {
    TwoRequests {
        state: TwoRequestsState::Start { server },
    }
}

/// The function while it's open, as a value: instead of a stack it has a state.
pub struct TwoRequests {
    state: TwoRequestsState,
}
// ANCHOR_END: call

// ANCHOR: states
/// Each state holds what the rest of the function needs, and nothing else.
enum TwoRequestsState {
    /// Nothing of the body has run.
    Start { server: SocketAddr },
    /// `let first = Http::get(server, "/2000/hello").wait?;`
    Wait1 { future: HttpGet, server: SocketAddr },
    /// `let second = Http::get(server, "/1000/goodbye").wait?;`
    Wait2 { future: HttpGet, first: String },
    /// While the body runs from one wait to the next. If it panics, this is what's left.
    Running,
    /// The function has returned.
    Done,
}
// ANCHOR_END: states

impl Future for TwoRequests {
    type Output = io::Result<String>;

    // ANCHOR: start
    fn poll(&mut self) -> PollState<io::Result<String>> {
        loop {
            match &mut self.state {
                TwoRequestsState::Start { server } => {
                    let server = *server;
                    self.state = TwoRequestsState::Running;
                    goes_on();
                    trace!("coroutine", "starts, and asks for /2000/hello");
                    waits!("coroutine", "GET /2000/hello");
                    let future = Http::get(server, "/2000/hello");
                    self.state = TwoRequestsState::Wait1 { future, server };
                }
                // ANCHOR_END: start
                // ANCHOR: wait1
                TwoRequestsState::Wait1 { future, server } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let server = *server;
                    self.state = TwoRequestsState::Running;
                    let first = match output {
                        Ok(first) => first,
                        Err(error) => return self.returns(Err(error)),
                    };
                    goes_on();
                    trace!("coroutine", "has {first}, and asks for /1000/goodbye");
                    waits!("coroutine", "GET /1000/goodbye");
                    let future = Http::get(server, "/1000/goodbye");
                    self.state = TwoRequestsState::Wait2 { future, first };
                }
                // ANCHOR_END: wait1
                // ANCHOR: wait2
                TwoRequestsState::Wait2 { future, first } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let first = mem::take(first);
                    self.state = TwoRequestsState::Running;
                    let second = match output {
                        Ok(second) => second,
                        Err(error) => return self.returns(Err(error)),
                    };
                    goes_on();
                    trace!("coroutine", "has {second}, and returns");
                    return self.returns(Ok(format!("{first} and {second}")));
                }
                // ANCHOR_END: wait2
                // ANCHOR: end
                TwoRequestsState::Running => {
                    panic!("a coroutine was polled again after it panicked")
                }
                TwoRequestsState::Done => panic!("a coroutine was polled again after it was ready"),
                // ANCHOR_END: end
            }
        }
    }
}

impl TwoRequests {
    // ANCHOR: returns
    /// What the end of the function becomes, and `?`, if there's an error.
    fn returns(&mut self, output: io::Result<String>) -> PollState<io::Result<String>> {
        ends!("coroutine");
        self.state = TwoRequestsState::Done;
        PollState::Ready(output)
    }
    // ANCHOR_END: returns
}
