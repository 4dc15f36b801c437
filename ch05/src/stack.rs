//! Stacks for fibers: carved out of large mappings, a guard below each, and used again.
//!
//! A slot of a mapping, with the addresses growing to the right:
//!
//! ```text
//! | guard            | pages that nobody has touched … | frames        | label |
//!  any access faults   not there until they are used    <- grow down   top
//! ```

mod class;
mod label;
mod mapping;
mod shape;
#[cfg(unix)]
#[path = "stack/unix.rs"]
mod sys;
#[cfg(windows)]
#[path = "stack/windows.rs"]
mod sys;
#[cfg(test)]
mod tests;
mod valgrind;

use class::Class;
#[cfg(not(unix))]
use label::Label;
use label::LabelPtr;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::rc::Rc;

pub(crate) use shape::Shape;
#[cfg(unix)]
pub(crate) use sys::{map, unmap};
#[cfg(unix)]
pub(crate) use {label::Label, shape::Bytes};

// ANCHOR: default-size
/// The size of a stack if nobody asks for another: the deepest that ordinary code goes, a panic that
/// prints a full backtrace, fits many times. What is not used of it costs addresses, not memory.
pub const DEFAULT_SIZE: usize = 256 * 1024;
// ANCHOR_END: default-size

// ANCHOR: guards
/// What a guard is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guards {
    /// Marks on the pages (Linux 6.13): the kernel still counts the mapping as one.
    Light,
    /// Pages without any permission: each guard splits the mapping, and the system limits how many
    /// parts there may be.
    Protected,
}
// ANCHOR_END: guards

// ANCHOR: stacks
/// A pool of stacks. A clone is another handle to the same pool.
///
/// It never gives memory back before its end: when all handles and all stacks of a size are gone, so
/// are the mappings of that size.
#[derive(Clone, Debug)]
pub struct Stacks {
    pool: Rc<Pool>,
}

struct Pool {
    page: usize,
    guards: Guards,
    /// One for each size that was asked for; the one used last comes first.
    classes: RefCell<Vec<Rc<Class>>>,
}
// ANCHOR_END: stacks

impl Stacks {
    /// A pool that has no stack yet, with the lightest guards that the system has.
    pub fn new() -> Self {
        Self::with_guards(Guards::Light)
    }

    /// A pool with guards of this kind; where the system has no light ones, they are protected.
    pub fn with_guards(guards: Guards) -> Self {
        let pool = Pool {
            page: sys::page_size(),
            guards,
            classes: RefCell::default(),
        };
        Self {
            pool: Rc::new(pool),
        }
    }

    // ANCHOR: take
    /// A stack of at least this size, which is rounded up to whole pages; 0 asks for one page.
    ///
    /// The stack of this size that came back last is the first to go out again: it is the one whose
    /// bytes are most likely still in the CPU's caches.
    ///
    /// # Errors
    ///
    /// When the size is larger than any memory, or the system gives no more; the error says which
    /// limit that was. Stacks that are out are not affected, and a later attempt may succeed.
    #[inline]
    pub fn take(&self, size: usize) -> io::Result<Stack> {
        let size = shape::whole_pages(size, self.pool.page)?;
        let classes = self.pool.classes.borrow();
        if let Some(class) = classes.first().filter(|class| class.size() == size) {
            return class.take();
        }
        drop(classes);
        self.pool.class(size)?.take()
    }
    // ANCHOR_END: take

    /// How many stacks there are, in use or waiting to be.
    pub fn count(&self) -> usize {
        let classes = self.pool.classes.borrow();
        classes.iter().map(|class| class.count()).sum()
    }

    /// What the guards are made of, as the system has it; none as long as there is no stack.
    pub fn guards(&self) -> Option<Guards> {
        self.pool.classes.borrow().first()?.guards()
    }
}

impl Default for Stacks {
    fn default() -> Self {
        Self::new()
    }
}

impl Pool {
    /// The class of this size, put in front of the others.
    #[cold]
    fn class(&self, size: usize) -> io::Result<Rc<Class>> {
        let mut classes = self.classes.borrow_mut();
        let found = classes.iter().position(|class| class.size() == size);
        let at = match found {
            Some(at) => at,
            None => {
                let shape = Shape::new(size, self.page)?;
                classes.push(Rc::new(Class::new(shape, self.guards)));
                classes.len() - 1
            }
        };
        classes.swap(0, at);
        Ok(Rc::clone(&classes[0]))
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&*self.classes.borrow()).finish()
    }
}

// ANCHOR: stack
/// One stack. Dropping it gives it back to its pool.
///
/// It keeps its mapping alive, by way of the class. So a stack that is forgotten
/// ([`std::mem::forget`]) keeps it for ever, and must: whoever forgot it may still have pointers to
/// what lies there.
pub struct Stack {
    label: LabelPtr,
    class: Rc<Class>,
}
// ANCHOR_END: stack

impl Stack {
    #[inline]
    fn goes_out(label: LabelPtr, class: Rc<Class>) -> Self {
        let stack = Self { label, class };
        if stack.class.is_watched() {
            valgrind::allow(stack.bottom(), stack.top());
        }
        stack
    }

    /// The bytes of this stack, in whole pages. The uppermost [64](Self::top) hold its label.
    pub fn size(&self) -> usize {
        self.class.size()
    }

    /// Where the first frame begins: everything from [`bottom`](Self::bottom) up to here is for use.
    /// Aligned to 64 bytes.
    #[inline]
    pub fn top(&self) -> *mut u8 {
        self.label.as_ptr()
    }

    /// The lowest byte that may be used. The guard lies below it.
    #[inline]
    pub fn bottom(&self) -> *mut u8 {
        let below_label = self.class.size() - size_of::<Label>();
        self.top().wrapping_sub(below_label)
    }

    /// What to call the user of this stack if it overflows. Of a long name the beginning is kept.
    pub fn set_name(&mut self, name: &str) {
        self.label.set_name(name);
    }
}

// ANCHOR: drop
impl Drop for Stack {
    #[inline]
    fn drop(&mut self) {
        self.label.clear();
        if self.class.is_watched() {
            valgrind::forbid(self.bottom(), self.top());
        }
        self.class.give_back(self.label);
    }
}
// ANCHOR_END: drop

impl fmt::Debug for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = self.bottom()..self.top();
        f.debug_tuple("Stack").field(&range).finish()
    }
}
