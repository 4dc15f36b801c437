//! A request to a server, as the future at the end of every chain: the one that knows what is waited for.

mod answer;
mod exchange;
mod source;

pub use exchange::Exchange;

use crate::{Future, PollState};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

/// A client with one kind of request.
#[derive(Debug)]
pub struct Http;

impl Http {
    /// A future that asks `server` for `path`, and whose output is the body of the answer.
    ///
    /// Nothing happens before the first poll: there's no socket until then. No poll waits. The connection is closed
    /// when the future is ready, or dropped.
    ///
    /// The output is an error if the server refuses the connection, resets it, or closes it before the answer is
    /// complete ([`ErrorKind::UnexpectedEof`]), and if the answer isn't text with the status 200.
    pub fn get(server: SocketAddr, path: &str) -> HttpGet {
        let path = path.to_owned();
        HttpGet {
            state: State::Start { server, path },
        }
    }
}

// ANCHOR: states
/// What [`Http::get`] returns.
#[derive(Debug)]
pub struct HttpGet {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Not polled yet: there's only what will be asked for.
    Start { server: SocketAddr, path: String },
    /// There's a socket.
    Wait { exchange: Exchange },
    /// The output has been returned.
    Done,
}
// ANCHOR_END: states

// ANCHOR: poll
impl Future for HttpGet {
    type Output = io::Result<String>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    fn poll(&mut self) -> PollState<io::Result<String>> {
        match self.go_on() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => PollState::NotReady,
            output => {
                self.state = State::Done;
                PollState::Ready(output)
            }
        }
    }
}
// ANCHOR_END: poll

// ANCHOR: go-on
impl HttpGet {
    fn go_on(&mut self) -> io::Result<String> {
        loop {
            match &mut self.state {
                State::Start { server, path } => {
                    let exchange = Exchange::begin(*server, path)?;
                    self.state = State::Wait { exchange };
                }
                State::Wait { exchange } => return exchange.go_on(),
                State::Done => panic!("a request was polled again after it was ready"),
            }
        }
    }
}
// ANCHOR_END: go-on
