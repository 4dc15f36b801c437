//! A connection.

use crate::io::{Direction, Registered};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, ToSocketAddrs};

/// A TCP connection. It's closed when it's dropped.
#[derive(Debug)]
pub struct TcpStream {
    socket: Registered<mio::net::TcpStream>,
}

impl TcpStream {
    pub(super) fn new(stream: mio::net::TcpStream) -> io::Result<Self> {
        let socket = Registered::new(stream)?;
        Ok(Self { socket })
    }

    /// Connects to the first of these addresses that accepts.
    ///
    /// A name is looked up by the thread itself, which blocks it. An address needs no lookup.
    ///
    /// # Errors
    ///
    /// If no address accepts. The error is the last one's.
    ///
    /// # Panics
    ///
    /// If this thread is in no runtime.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the connection is given up.
    pub async fn connect(addresses: impl ToSocketAddrs) -> io::Result<Self> {
        let mut last = io::Error::new(ErrorKind::InvalidInput, "the name stands for no address");
        for address in addresses.to_socket_addrs()? {
            match Self::connect_to(address).await {
                Err(error) => last = error,
                connected => return connected,
            }
        }
        Err(last)
    }

    async fn connect_to(address: SocketAddr) -> io::Result<Self> {
        let stream = Self::new(mio::net::TcpStream::connect(address)?)?;
        let connected = |socket: &mio::net::TcpStream| {
            if let Some(error) = socket.take_error()? {
                return Err(error);
            }
            match socket.peer_addr() {
                // The connection isn't there yet, and no error either.
                Err(error) if error.kind() == ErrorKind::NotConnected => {
                    Err(ErrorKind::WouldBlock.into())
                }
                connected => connected,
            }
        };
        stream.socket.call(Direction::Write, connected).await?;
        Ok(stream)
    }

    /// Reads what has come, as far as there's room, and waits until something has. 0 bytes are the end.
    ///
    /// # Errors
    ///
    /// If the connection was reset.
    ///
    /// # Cancel safety
    ///
    /// No bytes are lost when the future is dropped.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |mut socket: &mio::net::TcpStream| socket.read(&mut *buffer);
        self.socket.call(Direction::Read, read).await
    }

    /// Writes as many of the bytes as there's room for now, and waits until there's room for one.
    ///
    /// # Errors
    ///
    /// If the connection was reset, or closed by the other side.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing was written.
    pub async fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let write = |mut socket: &mio::net::TcpStream| socket.write(bytes);
        self.socket.call(Direction::Write, write).await
    }

    /// Writes all of the bytes.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write). How much was written isn't told.
    ///
    /// # Cancel safety
    ///
    /// Not safe: if the future is dropped, a part may have been written.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = self.write(bytes).await?;
            if written == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
        }
        Ok(())
    }

    /// Tells the other side that no more bytes come.
    ///
    /// # Errors
    ///
    /// If there's no connection any more.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.source().shutdown(how)
    }

    /// This side's address.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.source().local_addr()
    }

    /// The other side's address.
    ///
    /// # Errors
    ///
    /// If there's no connection any more.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.source().peer_addr()
    }
}
