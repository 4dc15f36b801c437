//! A handshake that a fiber waits for. The connect of std waits for it with the whole thread.

use super::socket::Socket;
use crate::runtime::Shared;
use crate::runtime::driver::Direction;
use socket2::{Domain, Protocol, Type};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;

// ANCHOR: connect
// ANCHOR: begin
/// Connects to one address.
pub(super) fn connect(home: Rc<Shared>, addr: SocketAddr) -> io::Result<Socket<TcpStream>> {
    let socket = Socket::new(home, begin(addr)?)?;
    while !is_connected(socket.get())? {
        socket.wait(Direction::Write)?;
    }
    Ok(socket)
}

/// Sends the first packet of the handshake, and does not wait for the answer.
fn begin(addr: SocketAddr) -> io::Result<TcpStream> {
    let socket =
        socket2::Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&addr.into()) {
        Err(error) if !goes_on(&error) => Err(error),
        _ => Ok(socket.into()),
    }
}
// ANCHOR_END: begin

/// The handshake has begun. A signal does not end it either.
fn goes_on(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EINPROGRESS) || error.kind() == ErrorKind::Interrupted
}

// ANCHOR: is_connected
/// Whether the handshake has ended well: with an error if it has not, `false` while it goes on.
fn is_connected(stream: &TcpStream) -> io::Result<bool> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotConnected => Ok(false),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: is_connected
// ANCHOR_END: connect
