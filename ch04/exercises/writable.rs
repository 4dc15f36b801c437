//! An upload on a thread that must never wait for one peer: neither for the handshake nor for a
//! reader who is slower than we are.
//!
//! `start` begins to connect and registers the stream. Write `go_on`, which the event loop calls
//! each time that the queue reports the stream as writable. The first report is the end of the
//! handshake: it worked, or `take_error` says why not. After that, hand the kernel all that it
//! takes, and come back as soon as it takes no more; the next report says when to go on.
//!
//! The output shows the connection made, the socket full, and everything sent. The check counts
//! your writes.

use ch04::{Interest, Registry, Token};
// std has no connect that does not wait.
use mio::net::TcpStream;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use trace::{count, trace};

/// Bytes on their way, from the first packet of the handshake to the last byte.
#[derive(Debug)]
pub struct Upload {
    stream: TcpStream,
    /// The handshake has ended well.
    connected: bool,
    bytes: Vec<u8>,
    /// How many of them the kernel has taken.
    sent: usize,
    /// How often the kernel has taken nothing since the last report.
    refused: usize,
}

impl Upload {
    /// Begins to connect, and asks to be told when the stream is writable.
    pub fn start(
        registry: &Registry,
        addr: SocketAddr,
        token: Token,
        bytes: Vec<u8>,
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(addr)?;
        registry.register(&mut stream, token, Interest::WRITABLE)?;
        trace!("upload", "begins to connect");
        Ok(Self {
            stream,
            connected: false,
            bytes,
            sent: 0,
            refused: 0,
        })
    }

    /// Does what can be done without waiting; true when everything is sent.
    pub fn go_on(&mut self) -> io::Result<bool> {
        self.refused = 0;
        // Is it connected at all? And what if there is room for a part only?
        self.connected = true;
        trace!("upload", "is connected");
        self.write()?;
        Ok(self.sent == self.bytes.len())
    }

    /// One `write` of what is left.
    fn write(&mut self) -> io::Result<usize> {
        count!("write");
        let result = self.stream.write(&self.bytes[self.sent..]);
        match &result {
            Ok(taken) => self.sent += taken,
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.refused += 1,
            Err(_) => {}
        }
        assert!(
            self.refused < 3,
            "a full socket is asked again and again\n\
             Nothing changes until the other side reads, and the queue tells when it has."
        );
        result
    }

    /// Whether the handshake has ended well.
    pub fn is_connected(&self) -> bool {
        self.connected
    }
}

#[cfg(test)]
#[path = "../checks/writable.rs"]
mod check;
