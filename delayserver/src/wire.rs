//! Bytes in and out of a connection.

use std::io::{self, ErrorKind};
use std::net::Shutdown;
use tokio::net::TcpStream;

/// Appends what the client sent next; 0 is the end.
pub(crate) async fn read(stream: &TcpStream, bytes: &mut Vec<u8>) -> io::Result<usize> {
    loop {
        stream.readable().await?;
        // The chunk must not live across an await: it would be part of every connection's task.
        match try_read(stream, bytes) {
            Err(error) if is_transient(&error) => {}
            result => return result,
        }
    }
}

fn try_read(stream: &TcpStream, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut chunk = [0; 2048];
    let count = stream.try_read(&mut chunk)?;
    bytes.extend_from_slice(&chunk[..count]);
    Ok(count)
}

/// Writes the response and ends this side of the connection.
pub(crate) async fn send(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    hold_back_until_the_end(stream);
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_transient(&error) => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    socket2::SockRef::from(stream).shutdown(Shutdown::Write)
}

/// Lets the response and the end of the stream travel in one segment, so that a client that waits
/// for readiness is woken once for both, not once or twice as chance will have it.
fn hold_back_until_the_end(stream: &TcpStream) {
    // Elsewhere clients have to live with two; so they must on a real network.
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_cork(true);
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

fn is_transient(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
