//! not-yet: a message is in the box, and nothing has rung the bell

pub fn send(&self, message: T) -> io::Result<()> {
    self.put(message);
    Ok(())
}
