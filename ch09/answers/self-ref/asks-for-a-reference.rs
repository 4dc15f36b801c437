//! not-yet: `sent` doesn't ask for a pinned packet, and makes it point into itself
//!
//! The pointer is set in the first call. It's the caller's word alone that the packet stays where it is after that.

fn sent(&mut self, count: usize) -> &mut Self {
    let rest = match &mut self.rest {
        None => &mut self.bytes[..],
        // SAFETY: it points to a part of `bytes`.
        Some(rest) => unsafe { rest.as_mut() },
    };
    self.rest = Some(NonNull::from(&mut rest[count..]));
    self
}
