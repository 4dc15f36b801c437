//! solved
//!
//! `sent` changes the pointer only, so a shared pin is enough for it. `rest_mut` lends a slice that's pinned, too.

use std::cell::{Cell, UnsafeCell};

struct Packet {
    bytes: UnsafeCell<[u8; SIZE]>,
    rest: Cell<Option<NonNull<[u8]>>>,
    _pinned: PhantomPinned,
}

impl Packet {
    fn pointer(&self) -> NonNull<[u8]> {
        let whole = NonNull::new(self.bytes.get() as *mut [u8]);
        self.rest
            .get()
            .or(whole)
            .expect("a cell isn't at address 0")
    }
}

fn new(bytes: [u8; SIZE]) -> Self {
    Self {
        bytes: UnsafeCell::new(bytes),
        rest: Cell::new(None),
        _pinned: PhantomPinned,
    }
}

fn rest(&self) -> &[u8] {
    // SAFETY: it points into `bytes`, and these change only while the packet is borrowed alone.
    unsafe { self.pointer().as_ref() }
}

fn rest_mut(self: Pin<&mut Self>) -> Pin<&mut [u8]> {
    // SAFETY: it points into `bytes`, and the packet is borrowed alone.
    Pin::new(unsafe { self.pointer().as_mut() })
}

fn sent(self: Pin<&Self>, count: usize) -> Pin<&Self> {
    let left = self.rest().len().checked_sub(count);
    let left = left.expect("no more is sent than there is");
    let start = self.pointer().cast::<u8>().as_ptr().wrapping_add(count);
    self.rest
        .set(NonNull::new(std::ptr::slice_from_raw_parts_mut(
            start, left,
        )));
    self
}

fn clone(&self) -> Self {
    // SAFETY: `bytes` changes only while the packet is borrowed alone.
    Self::new(unsafe { *self.bytes.get() })
}
