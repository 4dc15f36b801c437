//! not-yet: no worker is told of the next request
//!
//! Every way out of the loop returns.

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
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Connection::Armed),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
