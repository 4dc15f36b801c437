//! A connection.

use super::connect::connect;
use super::socket::Socket;
use crate::runtime::Shared;
use crate::runtime::driver::{Direction, home};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::rc::Rc;

// ANCHOR: stream
/// A TCP connection whose calls let a fiber wait, and not the thread.
///
/// It is closed when it is dropped. To read and write at the same time, two fibers share it, in an `Rc`:
/// `&TcpStream` reads and writes too.
#[derive(Debug)]
pub struct TcpStream {
    socket: Socket<std::net::TcpStream>,
}
// ANCHOR_END: stream

impl TcpStream {
    /// Connects. If `addr` stands for several addresses, they are tried one after the other.
    ///
    /// The fiber waits for the handshake. For the resolving of a name the whole **thread** waits, as the
    /// system offers nothing else; a [`SocketAddr`] needs none.
    ///
    /// # Errors
    ///
    /// That of the last address, if none can be connected to. Outside of a fiber.
    pub fn connect(addr: impl ToSocketAddrs) -> io::Result<Self> {
        let home = home()?;
        let mut failed = None;
        for addr in addr.to_socket_addrs()? {
            match connect(Rc::clone(&home), addr) {
                Ok(socket) => return Ok(Self { socket }),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(|| {
            io::Error::new(ErrorKind::InvalidInput, "the name stands for no address")
        }))
    }

    /// Takes in a connection that was accepted.
    pub(super) fn accepted(home: Rc<Shared>, stream: std::net::TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        let socket = Socket::new(home, stream)?;
        Ok(Self { socket })
    }

    /// The address of the other side.
    ///
    /// # Errors
    ///
    /// If the connection is no more.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.get().peer_addr()
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// The system's own.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.get().local_addr()
    }

    /// Whether small writes are sent at once, or collected while the last packet is not acknowledged.
    ///
    /// # Errors
    ///
    /// The system's own.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.socket.get().set_nodelay(nodelay)
    }

    /// What [`set_nodelay`](Self::set_nodelay) has set.
    ///
    /// # Errors
    ///
    /// The system's own.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.socket.get().nodelay()
    }

    /// Ends one direction or both, for everybody who shares the stream: also for fibers that wait for it.
    ///
    /// # Errors
    ///
    /// If the connection is no more.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.get().shutdown(how)
    }

    /// Reads without taking away: the next read finds the same.
    ///
    /// # Errors
    ///
    /// As those of reading.
    pub fn peek(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket
            .call(Direction::Read, |stream| stream.peek(buffer))
    }
}

// ANCHOR: read
impl Read for &TcpStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket
            .call(Direction::Read, |mut stream| stream.read(buffer))
    }
}

impl Write for &TcpStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket
            .call(Direction::Write, |mut stream| stream.write(bytes))
    }

    /// Nothing is held back.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: read

impl Read for TcpStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self).read(buffer)
    }
}

impl Write for TcpStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self).flush()
    }
}

impl AsFd for TcpStream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.get().as_fd()
    }
}

impl AsRawFd for TcpStream {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.get().as_raw_fd()
    }
}
