//! not-yet: the bell is reset after the box was emptied, which undoes the ring of a message in between
//!
//! The second look makes the gap smaller and doesn't close it.

pub fn receive(&self) -> io::Result<Vec<T>> {
    let mut messages = self.take();
    messages.extend(self.take());
    let is_empty = self
        .messages
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_empty();
    if is_empty {
        self.bell.reset()?;
    }
    Ok(messages)
}
