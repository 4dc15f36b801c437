//! solved
//!
//! `read_to_end` keeps what it has read when it fails, and reads again after a signal.

pub fn serve<S: Read + AsRawFd>(
    registry: &Registry,
    token: Token,
    stream: &mut S,
    request: &mut Vec<u8>,
) -> io::Result<Connection> {
    match stream.read_to_end(request) {
        Ok(_) => {
            registry.deregister(stream)?;
            Ok(Connection::Closed)
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            registry.reregister_with(stream, token, Interest::READABLE, Trigger::Oneshot)?;
            Ok(Connection::Armed)
        }
        Err(error) => Err(error),
    }
}
