//! not-yet: the bell rings before the message is in the box

pub fn send(&self, message: T) -> io::Result<()> {
    self.bell.ring()?;
    self.put(message);
    Ok(())
}
