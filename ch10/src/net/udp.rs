//! Datagrams.

use super::addr;
use crate::io::{Direction, Registered};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};

/// Sends and receives datagrams.
#[derive(Debug)]
pub struct UdpSocket {
    socket: Registered<mio::net::UdpSocket>,
}

impl UdpSocket {
    /// A socket at the first of these addresses where that's possible. Port 0 is any free port.
    ///
    /// # Errors
    ///
    /// If no address works.
    ///
    /// # Panics
    ///
    /// If this thread is in no runtime.
    pub async fn bind(addresses: impl ToSocketAddrs) -> io::Result<Self> {
        let socket = addr::first(addresses, mio::net::UdpSocket::bind)?;
        let socket = Registered::new(socket)?;
        Ok(Self { socket })
    }

    /// Waits for a datagram. Bytes for which there's no room are lost.
    ///
    /// # Errors
    ///
    /// What the system says, for instance that a datagram sent earlier found no receiver.
    ///
    /// # Cancel safety
    ///
    /// No datagram is lost when the future is dropped.
    pub async fn recv_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        let receive = |socket: &mio::net::UdpSocket| socket.recv_from(&mut *buffer);
        self.socket.call(Direction::Read, receive).await
    }

    /// Sends a datagram, and waits until there's room for it.
    ///
    /// # Errors
    ///
    /// What the system says, for instance that the datagram is too large.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing was sent.
    pub async fn send_to(&self, bytes: &[u8], to: SocketAddr) -> io::Result<usize> {
        let send = |socket: &mio::net::UdpSocket| socket.send_to(bytes, to);
        self.socket.call(Direction::Write, send).await
    }

    /// This side's address.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.source().local_addr()
    }
}
