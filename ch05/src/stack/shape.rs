//! Sizes: how large a stack is, and its guard.

use std::fmt;
use std::io;

/// What a slot of a mapping consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The bytes that fault, the lower ones.
    pub guard: usize,
    /// The bytes of the stack.
    pub size: usize,
}

// ANCHOR: guard-size
/// At least so many bytes. One page would do for Rust, whose functions with large frames touch each
/// of their pages in turn. C compilers need to be asked for that, so a frame may reach over a page.
const GUARD: usize = 16 * 1024;
// ANCHOR_END: guard-size

impl Shape {
    /// With a stack of this size, which is one of whole pages.
    pub fn new(size: usize, page: usize) -> io::Result<Self> {
        let guard = GUARD.next_multiple_of(page);
        let stride = size.checked_add(guard);
        // The compiler's limit for one object, and more than a CPU can address today.
        match stride.filter(|stride| isize::try_from(*stride).is_ok()) {
            Some(_) => Ok(Self { guard, size }),
            None => Err(absurd(size)),
        }
    }

    /// From one slot to the next.
    pub fn stride(&self) -> usize {
        self.guard + self.size
    }
}

/// The size in whole pages, at least one. A page's size is a power of two.
#[inline]
pub fn whole_pages(size: usize, page: usize) -> io::Result<usize> {
    match size.max(1).checked_add(page - 1) {
        Some(end) => Ok(end & !(page - 1)),
        None => Err(absurd(size)),
    }
}

#[cold]
fn absurd(size: usize) -> io::Error {
    let why =
        format!("a stack of {size} bytes is larger than any address space: ask for a smaller");
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

/// A size as people write it.
#[derive(Clone, Copy, Debug)]
pub struct Bytes(pub usize);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KIB: usize = 1 << 10;
        const MIB: usize = 1 << 20;
        const GIB: usize = 1 << 30;
        match self.0 {
            size if size >= GIB && size.is_multiple_of(GIB) => write!(f, "{} GiB", size / GIB),
            size if size >= MIB && size.is_multiple_of(MIB) => write!(f, "{} MiB", size / MIB),
            size if size >= KIB && size.is_multiple_of(KIB) => write!(f, "{} KiB", size / KIB),
            size => write!(f, "{size} bytes"),
        }
    }
}
