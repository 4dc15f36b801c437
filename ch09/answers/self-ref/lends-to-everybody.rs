//! not-yet: two callers can have a `rest_mut` of one packet at the same time
//!
//! rustc doesn't check a raw pointer. So `&self` compiles, and it can be called on a pinned packet.

fn rest_mut(&self) -> &mut [u8] {
    let mut rest = self.rest.unwrap_or(NonNull::from(&self.bytes[..]));
    // SAFETY: it points to a part of `bytes`.
    unsafe { rest.as_mut() }
}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    let rest = NonNull::from(&mut self.rest_mut()[count..]);
    // SAFETY: nothing is moved out of the packet.
    unsafe { self.as_mut().get_unchecked_mut() }.rest = Some(rest);
    self
}
