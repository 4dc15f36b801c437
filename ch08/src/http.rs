//! A request to a server, as a future that leaves its waker with a reactor.

use crate::{Direction, Future, PollEvented, PollState, Reactor, Waker};
use ch07::Exchange;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

/// A client with one kind of request.
#[derive(Debug)]
pub struct Http;

impl Http {
    /// A future that asks `server` for `path`, and whose output is the body of the answer. The reactor watches its socket.
    ///
    /// Nothing happens before the first poll: there's no socket until then, and the reactor knows nothing. No poll
    /// waits. When the future is ready, or dropped, the reactor forgets the connection, and it's closed. The reactor
    /// goes on at least as long.
    ///
    /// The output is an error where [`ch07::Http::get`]'s is.
    pub fn get(reactor: &Reactor, server: SocketAddr, path: &str) -> HttpGet {
        let (reactor, path) = (reactor.clone(), path.to_owned());
        HttpGet {
            state: State::Start {
                reactor,
                server,
                path,
            },
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
    Start {
        reactor: Reactor,
        server: SocketAddr,
        path: String,
    },
    /// There's a socket, and the reactor watches it.
    Wait { exchange: PollEvented<Exchange> },
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
    fn poll(&mut self, waker: &Waker) -> PollState<io::Result<String>> {
        match self.go_on(waker) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => PollState::NotReady,
            output => {
                self.state = State::Done;
                PollState::Ready(output)
            }
        }
    }
}

impl HttpGet {
    fn go_on(&mut self, waker: &Waker) -> io::Result<String> {
        loop {
            match &mut self.state {
                State::Start {
                    reactor,
                    server,
                    path,
                } => {
                    let exchange = Exchange::begin(*server, path)?;
                    let exchange = PollEvented::new(reactor, exchange)?;
                    self.state = State::Wait { exchange };
                }
                State::Wait { exchange } => return wait(exchange, waker),
                State::Done => panic!("a request was polled again after it was ready"),
            }
        }
    }
}
// ANCHOR_END: poll

// ANCHOR: wait
// ANCHOR: try-again
/// Goes on as far as it can. `WouldBlock` says that the reactor has the waker, and that
/// no event came before.
fn wait(exchange: &mut PollEvented<Exchange>, waker: &Waker) -> io::Result<String> {
    loop {
        let result = exchange.go_on();
        let would_wait = result
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        if !would_wait || !exchange.wake_on(direction(exchange), waker) {
            return result;
        }
    }
}
// ANCHOR_END: try-again

fn direction(exchange: &Exchange) -> Direction {
    match exchange.interest().is_readable() {
        true => Direction::Read,
        false => Direction::Write,
    }
}
// ANCHOR_END: wait
