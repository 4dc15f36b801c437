//! not-yet: `rest_mut` can't be called on a pinned packet
//!
//! Sound, and of no use: a packet of which a piece was sent is pinned.

fn rest_mut(&mut self) -> &mut [u8] {
    match &mut self.rest {
        None => &mut self.bytes,
        // SAFETY: it points to a part of `bytes`.
        Some(rest) => unsafe { rest.as_mut() },
    }
}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    // SAFETY: nothing is moved out of the packet.
    let packet = unsafe { self.as_mut().get_unchecked_mut() };
    packet.rest = Some(NonNull::from(&mut packet.rest_mut()[count..]));
    self
}
