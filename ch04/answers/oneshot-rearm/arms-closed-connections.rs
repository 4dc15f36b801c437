//! not-yet: a worker is told of a connection that was closed already
//!
//! There is one place for arming, and every way out passes it.

pub fn serve<S: Read + AsRawFd>(
    registry: &Registry,
    token: Token,
    stream: &mut S,
    request: &mut Vec<u8>,
) -> io::Result<Connection> {
    let mut chunk = [0; 8];
    let mut left = Connection::Armed;
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => {
                left = Connection::Closed;
                break;
            }
            Ok(n) => request.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    Ok(left)
}
