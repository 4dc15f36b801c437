//! not-yet: a turn with an open connection cost 2 calls to the queue, and 1 is enough

pub fn serve<S: Read + AsRawFd>(
    registry: &Registry,
    token: Token,
    stream: &mut S,
    request: &mut Vec<u8>,
) -> io::Result<Connection> {
    let mut chunk = [0; 8];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => {
                registry.deregister(stream)?;
                return Ok(Connection::Closed);
            }
            Ok(n) => request.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    registry.deregister(stream)?;
    registry.register_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    Ok(Connection::Armed)
}
