//! not-yet: a packet was half sent and then moved, and still has its rest: it keeps no pointer to it
//!
//! Sound, and the usual way out in a struct that's written by hand.

struct Packet {
    bytes: [u8; SIZE],
    sent: usize,
}

fn new(bytes: [u8; SIZE]) -> Self {
    Self { bytes, sent: 0 }
}

fn rest(&self) -> &[u8] {
    &self.bytes[self.sent..]
}

fn rest_mut(self: Pin<&mut Self>) -> &mut [u8] {
    let packet = self.get_mut();
    &mut packet.bytes[packet.sent..]
}

fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
    assert!(count <= self.rest().len());
    self.as_mut().get_mut().sent += count;
    self
}
