//! Memory that a function can run on, and that we can look at afterwards.

use std::cell::UnsafeCell;

/// What lies in every word that nobody has written to.
pub const UNTOUCHED: usize = 0xaaaa_aaaa_aaaa_aaaa;

/// As in a-stack-swap, but filled, so that it shows where it was written to.
pub struct Stack {
    memory: Box<[UnsafeCell<u128>]>,
}

impl Stack {
    // ANCHOR: new
    /// A stack of so many bytes, all of them 0xaa.
    pub fn new(size: usize) -> Self {
        let cells = size / size_of::<u128>();
        let filled = u128::from_ne_bytes([0xaa; 16]);
        Self {
            memory: (0..cells).map(|_| UnsafeCell::new(filled)).collect(),
        }
    }
    // ANCHOR_END: new

    /// Writes words at the top, the first one lowest, and returns the address of that one.
    pub fn plant<const N: usize>(&mut self, words: [usize; N]) -> *mut usize {
        assert!(size_of_val(&words) <= size_of_val(&*self.memory));
        let top = self.memory.as_ptr_range().end.cast::<usize>().cast_mut();
        let sp = top.wrapping_sub(N);
        // SAFETY: by the assertion, that many words below the top are in the memory; it is aligned
        // for them, and borrowed mutably: nothing else uses it.
        unsafe { sp.cast::<[usize; N]>().write(words) };
        sp
    }

    // ANCHOR: words
    /// All of its words, from the top down.
    pub fn words(&mut self) -> Vec<usize> {
        let pair = |cell: &mut UnsafeCell<u128>| {
            let bytes = cell.get_mut().to_ne_bytes();
            let (low, high) = bytes.split_at(size_of::<usize>());
            [high, low].map(|word| usize::from_ne_bytes(word.try_into().expect("eight bytes")))
        };
        self.memory.iter_mut().rev().flat_map(pair).collect()
    }
    // ANCHOR_END: words
}
