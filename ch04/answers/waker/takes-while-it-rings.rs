//! solved
//!
//! If the bell was silent, every message in the box has its ring still to come.

pub fn receive(&self) -> io::Result<Vec<T>> {
    let mut messages = Vec::new();
    while self.bell.reset()? {
        messages.extend(self.take());
    }
    Ok(messages)
}
