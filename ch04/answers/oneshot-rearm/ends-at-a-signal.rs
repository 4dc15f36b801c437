//! not-yet: a signal came, and the worker has left behind what was not read by then

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
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::Interrupted => break,
                _ => return Err(error),
            },
        }
    }
    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    Ok(Connection::Armed)
}
