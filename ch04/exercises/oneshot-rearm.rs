//! Two workers share a queue; connections are registered as [`Trigger::Oneshot`]. The worker that is
//! told of a connection calls `serve`, which takes in what has arrived.
//!
//! Most of the time it works. Sometimes both workers are told of the same request; sometimes half
//! of a request is missing; and a broken connection goes unnoticed. **Find the bugs and repair `serve`.**
//!
//! It is right when a connection is
//!
//! - told to no other worker while one is still reading from it,
//! - told again, once, for what arrives afterwards,
//! - out of the queue when it is closed,
//!
//! with one call to the queue for each `serve`.

use ch04::{Interest, Registry, Token, Trigger};
use std::io::{self, ErrorKind, Read};
use std::os::fd::AsRawFd;

/// How `serve` left a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Everything that was there is read, and the queue reports what comes next.
    Armed,
    /// The other side has closed, and the queue has forgotten the connection.
    Closed,
}

/// Appends what has arrived to the request.
pub fn serve<S: Read + AsRawFd>(
    registry: &Registry,
    token: Token,
    stream: &mut S,
    request: &mut Vec<u8>,
) -> io::Result<Connection> {
    let mut chunk = [0; 8];
    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return Ok(Connection::Closed),
            Ok(n) => request.extend_from_slice(&chunk[..n]),
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::Interrupted => return Ok(Connection::Armed),
                _ => return Ok(Connection::Closed),
            },
        }
    }
}

#[cfg(test)]
#[path = "../checks/oneshot-rearm.rs"]
mod check;
