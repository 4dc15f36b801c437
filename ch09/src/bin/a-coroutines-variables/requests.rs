// ANCHOR: source
//! A coroutine whose counter outlives two waits, by hand:
//!
//! ```text
//! coroutine fn requests(reactor: Reactor, server: SocketAddr) -> io::Result<u32> {
//!     let mut counter = 0;
//!     let hello = Http::get(&reactor, server, "/500/hello").wait?;
//!     counter += 1;
//!     trace!("coroutine", "has {hello}, which is answer {counter}");
//!     let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;
//!     counter += 1;
//!     trace!("coroutine", "has {goodbye}, which is answer {counter}");
//!     Ok(counter)
//! }
//! ```
// ANCHOR_END: source

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: machine
/// A call runs none of the body: it fills in the parameters.
pub fn requests(reactor: Reactor, server: SocketAddr) -> Requests {
    Requests {
        state: State::Start,
        variables: Variables {
            reactor,
            server,
            counter: 0,
        },
    }
}

/// The machine: where the coroutine is, and what it keeps meanwhile.
pub struct Requests {
    state: State,
    variables: Variables,
}

/// What would be on the stack of a function. Each variable has its place for the whole call.
struct Variables {
    reactor: Reactor,
    server: SocketAddr,
    counter: u32,
}
// ANCHOR_END: machine

// ANCHOR: states
enum State {
    Start,
    /// `let hello = Http::get(&reactor, server, "/500/hello").wait?;`
    Wait1(HttpGet),
    /// `let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;`
    Wait2(HttpGet),
    Done,
}
// ANCHOR_END: states

impl Future for Requests {
    type Output = io::Result<u32>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    // ANCHOR: poll
    fn poll(&mut self, waker: &Waker) -> PollState<io::Result<u32>> {
        let variables = &mut self.variables;
        loop {
            match &mut self.state {
                State::Start => {
                    variables.counter = 0;
                    self.state = State::Wait1(variables.get("/500/hello"));
                }
                // ANCHOR: wait1
                State::Wait1(future) => {
                    let hello = match future.poll(waker) {
                        PollState::Ready(Ok(hello)) => hello,
                        PollState::Ready(Err(error)) => return self.returns(Err(error)),
                        PollState::NotReady => return PollState::NotReady,
                    };
                    variables.counter += 1;
                    let counter = variables.counter;
                    trace!("coroutine", "has {hello}, which is answer {counter}");
                    self.state = State::Wait2(variables.get("/400/goodbye"));
                }
                // ANCHOR_END: wait1
                State::Wait2(future) => {
                    let goodbye = match future.poll(waker) {
                        PollState::Ready(Ok(goodbye)) => goodbye,
                        PollState::Ready(Err(error)) => return self.returns(Err(error)),
                        PollState::NotReady => return PollState::NotReady,
                    };
                    variables.counter += 1;
                    let counter = variables.counter;
                    trace!("coroutine", "has {goodbye}, which is answer {counter}");
                    return self.returns(Ok(counter));
                }
                State::Done => panic!("a coroutine was polled again after it was ready"),
            }
        }
    }
    // ANCHOR_END: poll
}

impl Variables {
    fn get(&self, path: &str) -> HttpGet {
        trace!("coroutine", "asks for {path}");
        waits!("coroutine", "the answer");
        Http::get(&self.reactor, self.server, path)
    }
}

impl Requests {
    fn returns(&mut self, output: io::Result<u32>) -> PollState<io::Result<u32>> {
        ends!("coroutine");
        self.state = State::Done;
        PollState::Ready(output)
    }
}
