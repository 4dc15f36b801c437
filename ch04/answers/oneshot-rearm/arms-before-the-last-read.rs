//! not-yet: worker 2 was told of the connection while worker 1 was still reading from it
//!
//! A short read looks like the end. The last read, which is to make sure, comes after the arming.

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
                    registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
                    if let Ok(n) = stream.read(&mut chunk) {
                        request.extend_from_slice(&chunk[..n]);
                    }
                    return Ok(Connection::Armed);
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
