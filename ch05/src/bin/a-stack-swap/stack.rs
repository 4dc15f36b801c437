//! Memory that a function can run on.

use std::cell::UnsafeCell;

// ANCHOR: stack
/// A stack is memory. The cells tell the compiler that it changes without being written to by name;
/// as `u128`s they are aligned to 16 bytes, as both ABIs ask of a stack's top.
pub struct Stack {
    memory: Box<[UnsafeCell<u128>]>,
}

impl Stack {
    /// A stack of so many bytes, all of them 0.
    pub fn new(size: usize) -> Self {
        let cells = size / size_of::<u128>();
        Self {
            memory: (0..cells).map(|_| UnsafeCell::new(0)).collect(),
        }
    }

    /// The address behind the last byte: a stack is used from here on down.
    pub fn top(&self) -> *mut usize {
        self.memory.as_ptr_range().end.cast::<usize>().cast_mut()
    }
    // ANCHOR_END: stack

    // ANCHOR: contains
    /// Whether an address lies in this memory.
    pub fn contains(&self, address: *const u8) -> bool {
        let range = self.memory.as_ptr_range();
        (range.start.cast()..range.end.cast()).contains(&address)
    }
    // ANCHOR_END: contains

    // ANCHOR: plant
    /// Writes words at the top, the first one lowest, and returns the address of that one.
    pub fn plant<const N: usize>(&mut self, words: [usize; N]) -> *const usize {
        assert!(size_of_val(&words) <= size_of_val(&*self.memory));
        let sp = self.top().wrapping_sub(N);
        // SAFETY: by the assertion, that many words below the top are in the memory; it is aligned
        // for them, and borrowed mutably: nothing else uses it.
        unsafe { sp.cast::<[usize; N]>().write(words) };
        sp
    }
    // ANCHOR_END: plant
}
