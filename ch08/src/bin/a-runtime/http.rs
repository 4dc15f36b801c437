//! A request that tells the runtime's queue what it waits for.

use ch07::{Exchange, Future, PollState};
use mio::{Registry, Token};
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
        if let Some(exchange) = &mut self.exchange {
            return exchange.go_on();
        }
        let exchange = Exchange::begin(self.server, &self.path)?;
        let exchange = self.exchange.insert(exchange);
        let result = exchange.go_on();
        // From here on, the queue reports when the exchange can go on. The token says which of many; here there's one.
        let interest = exchange.interest();
        self.registry.register(exchange, Token(0), interest)?;
        result
    }
    // ANCHOR_END: go-on
}
