//! not-yet: `sent` returns a `&mut Packet` to a packet that points into itself
//!
//! As chained methods do that have no pin: `-> &mut Self`.

fn sent(mut self: Pin<&mut Self>, count: usize) -> &mut Self {
    let rest = NonNull::from(&mut self.as_mut().rest_mut()[count..]);
    // SAFETY: nothing is moved out of the packet.
    let packet = unsafe { self.get_unchecked_mut() };
    packet.rest = Some(rest);
    packet
}
