//! A socket that accepts connections.

use super::{TcpStream, addr};
use crate::io::{Direction, Registered};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

/// Accepts TCP connections.
#[derive(Debug)]
pub struct TcpListener {
    socket: Registered<mio::net::TcpListener>,
}

impl TcpListener {
    /// Listens at the first of these addresses where that's possible. Port 0 is any free port.
    ///
    /// A name is looked up by the thread itself, which blocks it. An address needs no lookup.
    ///
    /// # Errors
    ///
    /// If no address works: the port is in use, or the process may not have it.
    ///
    /// # Panics
    ///
    /// If this thread is in no runtime.
    pub async fn bind(addresses: impl ToSocketAddrs) -> io::Result<Self> {
        let socket = addr::first(addresses, mio::net::TcpListener::bind)?;
        let socket = Registered::new(socket)?;
        Ok(Self { socket })
    }

    /// Waits for a connection.
    ///
    /// # Errors
    ///
    /// If a connection was given up before it was accepted, or the process has too many files open. A caller that
    /// accepts again at once gets the second error again at once.
    ///
    /// # Cancel safety
    ///
    /// No connection is lost when the future is dropped.
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let accept = |socket: &mio::net::TcpListener| socket.accept();
        let (stream, peer) = self.socket.call(Direction::Read, accept).await?;
        Ok((TcpStream::new(stream)?, peer))
    }

    /// The address at which it listens.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.source().local_addr()
    }
}
