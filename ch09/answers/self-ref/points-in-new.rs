//! not-yet: a new packet was moved, and its rest isn't among its own bytes any more
//!
//! "It's complete from the beginning." What `new` returns is somewhere else than the local variable was.

fn new(bytes: [u8; SIZE]) -> Self {
    let mut packet = Self {
        bytes,
        rest: None,
        _pinned: PhantomPinned,
    };
    packet.rest = Some(NonNull::from(&mut packet.bytes));
    packet
}
