//! not-yet: `Packet` is `Unpin`, so safe code may move a packet that points into itself
//!
//! The methods ask for a pin. Without a mark, a pin of a packet promises nothing.

struct Packet {
    bytes: [u8; SIZE],
    rest: Option<NonNull<[u8]>>,
}

fn new(bytes: [u8; SIZE]) -> Self {
    Self { bytes, rest: None }
}
