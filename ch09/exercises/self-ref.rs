//! A connection sends a packet in pieces: it writes as much of the packet's `rest` as fits, and calls `sent`. The packet
//! holds its bytes and a pointer to those that aren't sent yet, like a coroutine that keeps a slice of its own buffer.
//!
//! It's unsound: safe code can make it read memory that isn't its own. **Find every way to do that, close it, and keep
//! the pointer.** Decide when it's set, which methods ask for a pin, and what they return.
//!
//! - A packet may be moved until its first piece is sent. `rest` works before that, too.
//! - `sent` returns the packet, for chained calls.
//! - A clone has all its bytes still to send.

use std::ptr::NonNull;

/// How long a packet is.
const SIZE: usize = 12;

/// A packet, and how much of it is still to send.
#[derive(Clone)]
struct Packet {
    bytes: [u8; SIZE],
    /// What isn't sent yet, a part of `bytes`.
    rest: NonNull<[u8]>,
}

impl Packet {
    /// A packet of which nothing is sent yet.
    fn new(bytes: [u8; SIZE]) -> Self {
        let mut packet = Self {
            bytes,
            rest: NonNull::from(&mut []),
        };
        packet.rest = NonNull::from(&mut packet.bytes);
        packet
    }

    /// What isn't sent yet.
    fn rest(&self) -> &[u8] {
        // SAFETY: none yet.
        unsafe { self.rest.as_ref() }
    }

    /// What isn't sent yet, to encrypt it for example.
    fn rest_mut(&mut self) -> &mut [u8] {
        // SAFETY: none yet.
        unsafe { self.rest.as_mut() }
    }

    /// Says that this many bytes of the rest are sent.
    ///
    /// # Panics
    ///
    /// If the rest is shorter.
    fn sent(&mut self, count: usize) -> &mut Self {
        self.rest = without(self.rest, count);
        self
    }
}

/// A slice without its first bytes.
///
/// # Panics
///
/// If it doesn't have so many.
fn without(slice: NonNull<[u8]>, count: usize) -> NonNull<[u8]> {
    let left = slice.len().checked_sub(count);
    let left = left.expect("no more is sent than there is");
    // SAFETY: it's in the slice, or at its end.
    let start = unsafe { slice.cast::<u8>().add(count) };
    NonNull::slice_from_raw_parts(start, left)
}

#[cfg(test)]
#[path = "../checks/self-ref.rs"]
mod check;
