//! not-yet: the bell rings for the second message in the box, and not for the first
//!
//! `put` is read as "there was mail before".

pub fn send(&self, message: T) -> io::Result<()> {
    if self.put(message) {
        return Ok(());
    }
    self.bell.ring()
}
