//! Whose stack this is, written at its upper end for the handler of an overflow to read.
#![expect(
    unsafe_code,
    reason = "the label lies in memory that was mapped by hand"
)]

use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU8, Ordering};

// ANCHOR: label
/// The uppermost bytes of a stack. They share their page with the first frames, so they cost no page
/// of their own. Fresh pages are zero, and so is the label of a stack that has no name: nothing needs
/// to be written for it.
#[repr(C, align(64))]
pub struct Label {
    length: AtomicU8,
    name: UnsafeCell<[u8; NAME]>,
}

const NAME: usize = 63;
/// What ends a name that was cut.
const CUT: &str = "…";
// ANCHOR_END: label

impl Label {
    // ANCHOR: set-name
    fn set_name(&self, name: &str) {
        let (kept, cut) = match name.len() <= NAME {
            true => (name, ""),
            false => (&name[..name.floor_char_boundary(NAME - CUT.len())], CUT),
        };
        // An overflow interrupts this thread only at frames below this one, but a signal handler is
        // outside of what the compiler sees: the length is 0 while the bytes are being changed.
        self.length.store(0, Ordering::Release);
        // SAFETY: only this thread writes to its stack's label, and no reference to the bytes lives
        // longer than a function of this file.
        let bytes = unsafe { &mut *self.name.get() };
        let (head, tail) = bytes.split_at_mut(kept.len());
        head.copy_from_slice(kept.as_bytes());
        tail[..cut.len()].copy_from_slice(cut.as_bytes());
        let length = (kept.len() + cut.len()) as u8;
        self.length.store(length, Ordering::Release);
    }
    // ANCHOR_END: set-name

    /// The name, if there is one. For a handler: it takes no lock and no memory.
    #[cfg(unix)]
    pub fn name(&self) -> Option<&str> {
        let length = usize::from(self.length.load(Ordering::Acquire)).min(NAME);
        // SAFETY: the handler interrupted whoever could write to it, and never returns to it.
        let bytes = unsafe { &*self.name.get() };
        let name = str::from_utf8(&bytes[..length]).ok()?;
        (!name.is_empty()).then_some(name)
    }
}

// ANCHOR: label-ptr
/// The label of a stack. It stands for the stack in the list of those that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelPtr(NonNull<Label>);

impl LabelPtr {
    /// # Safety
    ///
    /// There is a label's size of zeroed memory below this address, aligned like one, which stays for as
    /// long as the pointer is used; and no other thread uses it.
    pub unsafe fn below(end: NonNull<u8>) -> Self {
        // SAFETY: the caller's contract.
        Self(unsafe { end.cast().sub(1) })
    }

    pub fn set_name(self, name: &str) {
        self.get().set_name(name);
    }

    #[cfg(all(test, unix))]
    pub fn name(&self) -> Option<&str> {
        self.get().name()
    }

    /// Reads first: to write would make a page of a stack that was never used.
    #[inline]
    pub fn clear(self) {
        let label = self.get();
        if label.length.load(Ordering::Relaxed) != 0 {
            label.length.store(0, Ordering::Relaxed);
        }
    }

    #[inline]
    pub fn as_ptr(self) -> *mut u8 {
        self.0.as_ptr().cast()
    }

    #[inline]
    fn get(&self) -> &Label {
        // SAFETY: the memory is there, by the contract of `below`. Every bit pattern is a label.
        unsafe { self.0.as_ref() }
    }
}
// ANCHOR_END: label-ptr
