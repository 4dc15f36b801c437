//! solved
//!
//! A read that fills less than its buffer has emptied the socket, and arming looks again.

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
            Ok(n) => {
                request.extend_from_slice(&chunk[..n]);
                if n < chunk.len() {
                    break;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
    Ok(Connection::Armed)
}
