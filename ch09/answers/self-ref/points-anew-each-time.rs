//! not-yet: another 2 bytes were sent, and the rest is "llo, world" instead of "world"
//!
//! Pinned, and set in each call, to be on the safe side. It begins at the first byte again.

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    // SAFETY: nothing is moved out of the packet.
    let packet = unsafe { self.as_mut().get_unchecked_mut() };
    packet.rest = Some(NonNull::from(&mut packet.bytes[count..]));
    self
}
