//! A connection sends a packet in pieces: it writes as much of the packet's `rest` as fits, and calls `sent`. The packet
//! holds its bytes and a pointer to those that aren't sent yet, like a coroutine that keeps a slice of its own buffer.
//!
//! It's unsound: safe code can make it read memory that isn't its own. **Find every way to do that, close it, and keep
//! the pointer.** Decide when it's set, which methods ask for a pin, and what they return.
//!
//! - A packet may be moved until its first piece is sent. `rest` works before that, too.
//! - `sent` returns the packet, for chained calls.
//! - A clone has all its bytes still to send.

// EXERCISE: solution
use std::marker::PhantomPinned;
use std::pin::Pin;
// EXERCISE: end
use std::ptr::NonNull;

/// How long a packet is.
const SIZE: usize = 12;

/// A packet, and how much of it is still to send.
// EXERCISE: solution
struct Packet {
    bytes: [u8; SIZE],
    /// What isn't sent yet, a part of `bytes`. None until the first piece is sent: then all of them.
    rest: Option<NonNull<[u8]>>,
    _pinned: PhantomPinned,
}
// EXERCISE: skeleton
// #[derive(Clone)]
// struct Packet {
//     bytes: [u8; SIZE],
//     /// What isn't sent yet, a part of `bytes`.
//     rest: NonNull<[u8]>,
// }
// EXERCISE: end

impl Packet {
    /// A packet of which nothing is sent yet.
    fn new(bytes: [u8; SIZE]) -> Self {
        // EXERCISE: solution
        Self {
            bytes,
            rest: None,
            _pinned: PhantomPinned,
        }
        // EXERCISE: skeleton
        // let mut packet = Self {
        //     bytes,
        //     rest: NonNull::from(&mut []),
        // };
        // packet.rest = NonNull::from(&mut packet.bytes);
        // packet
        // EXERCISE: end
    }

    /// What isn't sent yet.
    fn rest(&self) -> &[u8] {
        // EXERCISE: solution
        match &self.rest {
            None => &self.bytes,
            // SAFETY: it points to a part of `bytes`. It was set in a pinned packet, which is still at the same place.
            Some(rest) => unsafe { rest.as_ref() },
        }
        // EXERCISE: skeleton
        // // SAFETY: none yet.
        // unsafe { self.rest.as_ref() }
        // EXERCISE: end
    }

    /// What isn't sent yet, to encrypt it for example.
    // EXERCISE: solution
    fn rest_mut(self: Pin<&mut Self>) -> &mut [u8] {
        // SAFETY: nothing is moved out of the packet.
        let packet = unsafe { self.get_unchecked_mut() };
        match &mut packet.rest {
            None => &mut packet.bytes,
            // SAFETY: as in `rest`, and the packet is borrowed for as long as the slice.
            Some(rest) => unsafe { rest.as_mut() },
        }
    }
    // EXERCISE: skeleton
    // fn rest_mut(&mut self) -> &mut [u8] {
    //     // SAFETY: none yet.
    //     unsafe { self.rest.as_mut() }
    // }
    // EXERCISE: end

    /// Says that this many bytes of the rest are sent.
    ///
    /// # Panics
    ///
    /// If the rest is shorter.
    // EXERCISE: solution
    fn sent(mut self: Pin<&mut Self>, count: usize) -> Pin<&mut Self> {
        // SAFETY: nothing is moved out of the packet.
        let packet = unsafe { self.as_mut().get_unchecked_mut() };
        // Not by a `&mut`: that would say that nothing else leads to the bytes for as long as the pointer is used.
        let whole: *mut [u8] = &raw mut packet.bytes;
        let rest = packet.rest.or(NonNull::new(whole));
        packet.rest = rest.map(|rest| without(rest, count));
        self
    }
    // EXERCISE: skeleton
    // fn sent(&mut self, count: usize) -> &mut Self {
    //     self.rest = without(self.rest, count);
    //     self
    // }
    // EXERCISE: end
}
// EXERCISE: solution

impl Clone for Packet {
    fn clone(&self) -> Self {
        // The pointer leads to the bytes of the original, so it isn't copied.
        Self::new(self.bytes)
    }
}
// EXERCISE: end

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
