//! The stacks of one size.

use super::label::LabelPtr;
use super::mapping::Mapping;
use super::shape::{Bytes, Shape};
use super::{Guards, Stack, sys, valgrind};
use crate::overflow;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::rc::Rc;

// ANCHOR: class
/// All stacks of one size: the mappings, and the stacks that wait to be used again.
pub struct Class {
    shape: Shape,
    guards: Guards,
    /// Those that came back. The list lies outside of the stacks: to look for one touches none.
    free: RefCell<Vec<LabelPtr>>,
    mappings: RefCell<Vec<Mapping>>,
    /// Whether valgrind looks on, and is to be told which stacks are in use.
    watched: bool,
}
// ANCHOR_END: class

/// The first mapping has room for so many stacks, each further one for twice as many…
const FIRST: usize = 64;
/// … but takes no more addresses than this, unless a single stack does.
const LARGEST: usize = 1 << 30;

impl Class {
    pub fn new(shape: Shape, guards: Guards) -> Self {
        Self {
            shape,
            guards,
            free: RefCell::default(),
            mappings: RefCell::default(),
            watched: valgrind::is_watching(),
        }
    }

    #[inline]
    pub fn size(&self) -> usize {
        self.shape.size
    }

    #[inline]
    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// How many stacks were carved so far.
    pub fn count(&self) -> usize {
        self.mappings.borrow().iter().map(Mapping::carved).sum()
    }

    /// What the newest guards are made of.
    pub fn guards(&self) -> Option<Guards> {
        Some(self.mappings.borrow().last()?.guards())
    }

    // ANCHOR: take
    /// The stack that came back last, or one that was never used.
    #[inline]
    pub fn take(self: &Rc<Self>) -> io::Result<Stack> {
        let free = self.free.borrow_mut().pop();
        let label = match free {
            Some(label) => label,
            None => self.carve()?,
        };
        Ok(Stack::goes_out(label, Rc::clone(self)))
    }

    /// Never asks for memory: there is room in the list for every stack.
    #[inline]
    pub fn give_back(&self, label: LabelPtr) {
        self.free.borrow_mut().push(label);
    }
    // ANCHOR_END: take

    // ANCHOR: carve
    /// Makes one more stack. If that fails, nothing has changed.
    #[cold]
    fn carve(&self) -> io::Result<LabelPtr> {
        let count = self.count();
        // No stack waits, so the capacity that this asks for is for all of them.
        self.free.borrow_mut().reserve(count + 1);
        let mut mappings = self.mappings.borrow_mut();
        if mappings.last().is_none_or(Mapping::is_full) {
            // Whoever has no stack yet needs no handler either; and this is rare enough.
            overflow::install()?;
            let mapping = self.map(mappings.len());
            mappings.push(mapping.map_err(|e| self.refused(count, sys::why_no_mapping(), e))?);
        }
        let newest = mappings.last_mut().expect("it has just been made");
        let carved = newest.carve();
        carved.map_err(|e| self.refused(count, sys::why_no_guard(), e))
    }
    // ANCHOR_END: carve

    // ANCHOR: map
    /// The next mapping: as large as planned, or as the system allows.
    fn map(&self, nth: usize) -> io::Result<Mapping> {
        let largest = (LARGEST / self.shape.stride()).max(1);
        let doublings = nth.min(usize::BITS as usize / 2) as u32;
        let mut slots = (FIRST << doublings).min(largest);
        loop {
            match Mapping::new(self.shape, slots, self.guards) {
                Err(_) if slots > 1 => slots /= 2,
                result => return result,
            }
        }
    }
    // ANCHOR_END: map

    fn refused(&self, count: usize, why: String, error: io::Error) -> io::Error {
        let size = Bytes(self.shape.size);
        let what = format!("cannot make one more stack of {size}, beside {count}: {why} ({error})");
        io::Error::new(error.kind(), what)
    }
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Class")
            .field("size", &self.size())
            .field("stacks", &self.count())
            .field("free", &self.free.borrow().len())
            .finish_non_exhaustive()
    }
}
