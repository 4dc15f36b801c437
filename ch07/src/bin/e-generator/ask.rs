// ANCHOR: source
//! A generator that yields while it waits. If Rust had `generator fn`, it would be this function:
//!
//! ```text
//! generator fn ask(server: SocketAddr) -> io::Result<String> {
//!     goes_on();
//!     trace!("coroutine", "asks for /1000/hello");
//!     waits!("coroutine", "GET /1000/hello");
//!     let mut future = Http::get(server, "/1000/hello");
//!     let answer = loop {
//!         match future.poll() {
//!             PollState::Ready(answer) => break answer,
//!             PollState::NotReady => yield,
//!         }
//!     };
//!     goes_on();
//!     trace!("coroutine", "needn't wait any more, and returns");
//!     ends!("coroutine");
//!     answer
//! }
//! ```
//!
//! The loop is what `.wait` stands for.
// ANCHOR_END: source

use crate::generator::{Generator, GeneratorState};
use ch07::{Future, Http, HttpGet, PollState, goes_on};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

/// A generator that hasn't started.
pub fn ask(server: SocketAddr) -> Ask {
    Ask::Start { server }
}

/// The states of `ask`.
pub enum Ask {
    Start {
        server: SocketAddr,
    },
    /// It waits for the answer.
    Yield1 {
        future: HttpGet,
    },
    Done,
}

impl Generator for Ask {
    type Yield = ();
    type Return = io::Result<String>;

    fn resume(&mut self) -> GeneratorState<(), io::Result<String>> {
        loop {
            match self {
                Self::Start { server } => {
                    goes_on();
                    trace!("coroutine", "asks for /1000/hello");
                    waits!("coroutine", "GET /1000/hello");
                    let future = Http::get(*server, "/1000/hello");
                    *self = Self::Yield1 { future };
                }
                // ANCHOR: yield1
                Self::Yield1 { future } => {
                    let PollState::Ready(answer) = future.poll() else {
                        return GeneratorState::Yielded(());
                    };
                    goes_on();
                    trace!("coroutine", "needn't wait any more, and returns");
                    ends!("coroutine");
                    *self = Self::Done;
                    return GeneratorState::Complete(answer);
                }
                // ANCHOR_END: yield1
                Self::Done => panic!("a generator was resumed again after it returned"),
            }
        }
    }
}
