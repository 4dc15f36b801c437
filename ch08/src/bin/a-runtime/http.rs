//! A request that tells the runtime's queue what it waits for.

use ch07::{Exchange, Future, PollState};
use mio::{Interest, Registry, Token};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;

/// A client with one kind of request.
pub struct Http;

impl Http {
    /// A future that asks `server` for `path`. The queue of this registry reports its socket.
    pub fn get(registry: &Rc<Registry>, server: SocketAddr, path: &str) -> HttpGet {
        HttpGet {
            registry: Rc::clone(registry),
            server,
            path: path.to_owned(),
            exchange: None,
            interest: None,
        }
    }
}

/// What [`Http::get`] returns.
pub struct HttpGet {
    registry: Rc<Registry>,
    server: SocketAddr,
    path: String,
    /// None before the first poll.
    exchange: Option<Exchange>,
    /// What the queue reports the socket for. None before it's registered.
    interest: Option<Interest>,
}

impl Future for HttpGet {
    type Output = io::Result<String>;

    fn poll(&mut self) -> PollState<io::Result<String>> {
        match self.go_on() {
            Err(error) if error.kind() == ErrorKind::WouldBlock => PollState::NotReady,
            output => PollState::Ready(output),
        }
    }
}

impl HttpGet {
    // ANCHOR: go-on
    fn go_on(&mut self) -> io::Result<String> {
        let exchange = match &mut self.exchange {
            Some(exchange) => exchange,
            none => none.insert(Exchange::begin(self.server, &self.path)?),
        };
        let result = exchange.go_on();
        // From here on, the queue reports when the exchange can go on. The token would say
        // which of many sockets it is; here there's one.
        let interest = exchange.interest();
        match self.interest.replace(interest) {
            None => self.registry.register(exchange, Token(0), interest)?,
            Some(before) if before != interest => {
                self.registry.reregister(exchange, Token(0), interest)?;
            }
            Some(_) => {}
        }
        result
    }
    // ANCHOR_END: go-on
}
