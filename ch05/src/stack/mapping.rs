//! Addresses for many stacks, asked for in one piece.
#![expect(unsafe_code, reason = "memory is mapped by hand here")]

use super::label::LabelPtr;
use super::shape::Shape;
use super::{Guards, sys, valgrind};
use crate::overflow::Entry;
use std::io;
use std::ptr::NonNull;

// ANCHOR: mapping
/// A range of addresses, cut into slots from its lower end.
pub struct Mapping {
    base: NonNull<u8>,
    shape: Shape,
    slots: usize,
    carved: usize,
    guards: Guards,
    /// How the handler of an overflow finds this mapping.
    entry: Entry,
    /// What valgrind calls the stacks; empty if it is not watching.
    watched: Vec<valgrind::Id>,
}
// ANCHOR_END: mapping

impl Mapping {
    // ANCHOR: new
    pub fn new(shape: Shape, slots: usize, guards: Guards) -> io::Result<Self> {
        let length = slots.checked_mul(shape.stride());
        let length = length.ok_or(io::ErrorKind::OutOfMemory)?;
        let base = sys::map(length)?;
        Ok(Self {
            base,
            shape,
            slots,
            carved: 0,
            guards,
            entry: Entry::new(base, length, shape),
            watched: Vec::new(),
        })
    }
    // ANCHOR_END: new

    pub fn carved(&self) -> usize {
        self.carved
    }

    pub fn is_full(&self) -> bool {
        self.carved == self.slots
    }

    pub fn guards(&self) -> Guards {
        self.guards
    }

    // ANCHOR: carve
    /// The next stack, with its guard in place. It is not touched, so it has no page yet.
    pub fn carve(&mut self) -> io::Result<LabelPtr> {
        assert!(!self.is_full(), "the caller looks first");
        let Shape { guard, size } = self.shape;
        // SAFETY: the slot lies within the mapping, since it is not full, and is nobody's yet.
        let (bottom, end) = unsafe {
            let slot = self.base.add(self.carved * self.shape.stride());
            sys::carve(slot, self.shape, &mut self.guards)?;
            let bottom = slot.add(guard);
            (bottom, bottom.add(size))
        };
        self.carved += 1;
        self.watched.extend(valgrind::register(bottom, end));
        // SAFETY: fresh pages are zero, and the mapping stays until the class is gone, which each of its
        // stacks keeps. The class is in an `Rc`, so they are all of one thread.
        Ok(unsafe { LabelPtr::below(end) })
    }
    // ANCHOR_END: carve
}

// ANCHOR: drop
impl Drop for Mapping {
    /// Comes when the class goes: when the pool is gone, and each stack.
    fn drop(&mut self) {
        for id in self.watched.drain(..) {
            valgrind::deregister(id);
        }
        // Before the addresses can be somebody else's.
        self.entry.clear();
        // SAFETY: no stack of this mapping is left, and with them went whoever may point into it.
        unsafe { sys::unmap(self.base, self.slots * self.shape.stride()) };
    }
}
// ANCHOR_END: drop
