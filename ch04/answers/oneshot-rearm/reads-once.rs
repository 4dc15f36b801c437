//! not-yet: worker 1 has read 8 of the request's 11 bytes, and the rest was in the socket

pub fn serve<S: Read + AsRawFd>(
    registry: &Registry,
    token: Token,
    stream: &mut S,
    request: &mut Vec<u8>,
) -> io::Result<Connection> {
    let mut chunk = [0; 8];
    match stream.read(&mut chunk) {
        Ok(0) => {
            registry.deregister(stream)?;
            return Ok(Connection::Closed);
        }
        Ok(n) => request.extend_from_slice(&chunk[..n]),
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Err(error) => return Err(error),
    }
    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    Ok(Connection::Armed)
}
