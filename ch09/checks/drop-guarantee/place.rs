//! Memory in which a value is pinned, and which is still there when the value is gone. So a check can tell that
//! something points to a value that was dropped, or writes to it.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::ptr::NonNull;
use std::thread;

pub struct Place<T> {
    memory: NonNull<MaybeUninit<T>>,
    /// What's in the memory after the value. It's empty while the value is there.
    after: RefCell<Vec<u8>>,
}

impl<T> Place<T> {
    pub fn new(value: T) -> Self {
        let memory = Box::new(MaybeUninit::new(value));
        Self {
            memory: NonNull::from(Box::leak(memory)),
            after: RefCell::default(),
        }
    }

    /// Whether the value hasn't been dropped.
    pub fn is_there(&self) -> bool {
        self.after.borrow().is_empty()
    }

    /// Where the value is, or was.
    pub fn pointer(&self) -> NonNull<T> {
        self.memory.cast()
    }

    /// The value, pinned.
    pub fn pinned(&self) -> Pin<&T> {
        assert!(self.is_there());
        // SAFETY: the value is there, and stays where it is until it's dropped.
        unsafe { Pin::new_unchecked(self.pointer().as_ref()) }
    }

    /// Does something with the value, alone.
    pub fn with<R>(&self, run: impl FnOnce(Pin<&mut T>) -> R) -> R {
        assert!(self.is_there());
        // SAFETY: the value is there, and stays where it is until it's dropped. No check nests two of these.
        run(unsafe { Pin::new_unchecked(self.pointer().as_mut()) })
    }

    /// Drops the value. Zeros take its place, and then whatever `mark` writes there.
    pub fn end(&self, mark: impl FnOnce(NonNull<T>)) {
        if self.is_there() {
            // A destructor that comes back here finds no value.
            self.after.borrow_mut().push(0);
            let fills = Fills(self, Some(mark));
            // SAFETY: the value was there until now.
            unsafe { self.pointer().drop_in_place() };
            drop(fills);
        }
    }

    /// Whether the value is gone, and something has written to its memory since.
    pub fn was_written_to(&self) -> bool {
        !self.is_there() && self.bytes() != *self.after.borrow()
    }

    /// What's in the memory. No value is there.
    fn bytes(&self) -> Vec<u8> {
        let bytes = self.memory.cast::<u8>();
        // SAFETY: the memory is this place's own, and it has been filled with zeros.
        let byte = |at| unsafe { bytes.add(at).read() };
        (0..size_of::<T>()).map(byte).collect()
    }
}

/// Fills a place when its value is gone, also if the value's destructor panics.
struct Fills<'a, T, F: FnOnce(NonNull<T>)>(&'a Place<T>, Option<F>);

impl<T, F: FnOnce(NonNull<T>)> Drop for Fills<'_, T, F> {
    fn drop(&mut self) {
        // SAFETY: the memory is the place's own, and no value is in it.
        unsafe { self.0.memory.write_bytes(0, 1) };
        if let Some(mark) = self.1.take() {
            mark(self.0.pointer());
        }
        self.0.after.replace(self.0.bytes());
    }
}

impl<T> Drop for Place<T> {
    /// A check that has failed leaves everything as it is: what points where isn't known.
    fn drop(&mut self) {
        if !thread::panicking() {
            self.end(|_| {});
            // SAFETY: it was a box that was leaked, and nothing uses it any more.
            drop(unsafe { Box::from_raw(self.memory.as_ptr()) });
        }
    }
}
