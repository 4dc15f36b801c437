//! not-yet: worker 2 was told of the connection while worker 1 was still reading from it

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
            Ok(0) => {
                registry.deregister(stream)?;
                return Ok(Connection::Closed);
            }
            Ok(n) => request.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Connection::Armed),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
