//! A socket that connections come to.

use super::TcpStream;
use super::socket::Socket;
use crate::runtime::driver::{Direction, home};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};

// ANCHOR: listener
/// Accepts TCP connections. Several fibers may do so at once.
#[derive(Debug)]
pub struct TcpListener {
    socket: Socket<std::net::TcpListener>,
}

impl TcpListener {
    /// Listens at an address; port 0 lets the system pick a free one. A name is resolved as
    /// [`TcpStream::connect`] does it.
    ///
    /// # Errors
    ///
    /// If the address cannot be had. Outside of a fiber.
    pub fn bind(addr: impl ToSocketAddrs) -> io::Result<Self> {
        let home = home()?;
        let listener = std::net::TcpListener::bind(addr)?;
        listener.set_nonblocking(true)?;
        let socket = Socket::new(home, listener)?;
        Ok(Self { socket })
    }

    /// Waits for a connection.
    ///
    /// # Errors
    ///
    /// That of one connection, or of this process, such as being out of descriptors: the next call may
    /// succeed. Outside of a fiber.
    pub fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        // First of all: a connection that nobody can wait for would be lost.
        let home = home()?;
        let (stream, addr) = self
            .socket
            .call(Direction::Read, std::net::TcpListener::accept)?;
        Ok((TcpStream::accepted(home, stream)?, addr))
    }
    // ANCHOR_END: listener

    /// The connections, one after the other, without an end.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming { listener: self }
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// The system's own.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.get().local_addr()
    }
}

impl AsFd for TcpListener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.get().as_fd()
    }
}

impl AsRawFd for TcpListener {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.get().as_raw_fd()
    }
}

/// The iterator that [`TcpListener::incoming`] returns. Each item is one [`accept`](TcpListener::accept).
#[derive(Debug)]
#[must_use = "connections are accepted by the loop over it"]
pub struct Incoming<'a> {
    listener: &'a TcpListener,
}

impl Iterator for Incoming<'_> {
    type Item = io::Result<TcpStream>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.listener.accept().map(|(stream, _)| stream))
    }
}
