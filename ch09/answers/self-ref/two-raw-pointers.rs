//! solved
//!
//! From where to where, null before the first piece. `PhantomData` marks as well as the field does.

struct Packet {
    bytes: [u8; SIZE],
    rest: *mut u8,
    end: *mut u8,
    _pinned: std::marker::PhantomData<PhantomPinned>,
}

impl Packet {
    fn left(&self) -> usize {
        self.end.addr() - self.rest.addr()
    }
}

fn new(bytes: [u8; SIZE]) -> Self {
    Self {
        bytes,
        rest: std::ptr::null_mut(),
        end: std::ptr::null_mut(),
        _pinned: std::marker::PhantomData,
    }
}

fn rest(&self) -> &[u8] {
    match self.rest.is_null() {
        true => &self.bytes,
        // SAFETY: both point into `bytes`, or to its end.
        false => unsafe { std::slice::from_raw_parts(self.rest, self.left()) },
    }
}

impl Packet {
    fn aim(self: Pin<&mut Self>) -> &mut Self {
        // SAFETY: nothing is moved out of the packet.
        let packet = unsafe { self.get_unchecked_mut() };
        if packet.rest.is_null() {
            packet.rest = (&raw mut packet.bytes).cast();
            packet.end = packet.rest.wrapping_add(SIZE);
        }
        packet
    }
}

fn rest_mut(self: Pin<&mut Self>) -> &mut [u8] {
    let packet = self.aim();
    // SAFETY: both point into `bytes`, or to its end.
    unsafe { std::slice::from_raw_parts_mut(packet.rest, packet.left()) }
}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    let packet = self.as_mut().aim();
    assert!(count <= packet.left(), "no more is sent than there is");
    packet.rest = packet.rest.wrapping_add(count);
    self
}
