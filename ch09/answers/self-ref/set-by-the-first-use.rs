//! solved
//!
//! The first pinned use sets the pointer, in one place.

impl Packet {
    fn aim(self: Pin<&mut Self>) -> &mut NonNull<[u8]> {
        // SAFETY: nothing is moved out of the packet.
        let packet = unsafe { self.get_unchecked_mut() };
        let whole: *mut [u8] = &raw mut packet.bytes;
        packet
            .rest
            .get_or_insert_with(|| NonNull::new(whole).expect("it's a field's address"))
    }
}

fn rest_mut(self: Pin<&mut Self>) -> &mut [u8] {
    // SAFETY: it points into `bytes`, and the packet is borrowed for as long.
    unsafe { self.aim().as_mut() }
}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    let rest = self.as_mut().aim();
    *rest = without(*rest, count);
    self
}
