//! not-yet: a packet was half sent and then cloned, and the clone's rest isn't among its own bytes
//!
//! What `#[derive(Clone)]` writes: each field is copied.

fn clone(&self) -> Self {
    Self {
        bytes: self.bytes,
        rest: self.rest,
        _pinned: PhantomPinned,
    }
}
