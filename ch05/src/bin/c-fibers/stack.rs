//! Memory that a fiber runs on.

use std::cell::UnsafeCell;

/// What runs here prints, and a panic prints a backtrace, which takes far more. Nothing guards these
/// stacks: whoever needs more writes over whatever the heap has below them.
pub const SIZE: usize = 256 * 1024;

// ANCHOR: stack
/// As in a-stack-swap; shared references to it leave the memory to whom it belongs, the fiber.
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

    /// The address behind its last byte, a multiple of 16.
    pub fn top(&self) -> *mut usize {
        self.memory.as_ptr_range().end.cast::<usize>().cast_mut()
    }
}
// ANCHOR_END: stack
