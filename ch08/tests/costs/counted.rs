//! What this thread has done so far.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ops::Sub;
use std::thread::LocalKey;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    pub(crate) static LOCKS: Cell<usize> = const { Cell::new(0) };
    pub(crate) static NOTIFIES: Cell<usize> = const { Cell::new(0) };
}

/// How often something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Calls of the allocator for memory, for a larger piece too.
    pub(crate) allocations: usize,
    /// Locks of the parker and of the ready queue.
    pub(crate) locks: usize,
    /// Calls of the parker's `notify_one`.
    pub(crate) notifies: usize,
}

/// Runs `f`, and says what it did.
pub(crate) fn counted(f: impl FnOnce()) -> Counted {
    let before = now();
    f();
    now() - before
}

fn now() -> Counted {
    Counted {
        allocations: ALLOCATIONS.get(),
        locks: LOCKS.get(),
        notifies: NOTIFIES.get(),
    }
}

impl Sub for Counted {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            allocations: self.allocations - before.allocations,
            locks: self.locks - before.locks,
            notifies: self.notifies - before.notifies,
        }
    }
}

/// Adds one. None of these cells has a destructor, so a thread that ends has them too.
pub(crate) fn add(count: &'static LocalKey<Cell<usize>>) {
    count.set(count.get() + 1);
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: Each call goes on to the system's allocator as it came, which keeps the trait's promises. What is added is a
// count in a constant, initialised cell without a destructor, so that counting allocates nothing and can't unwind: no
// count comes near `usize::MAX`.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(&ALLOCATIONS);
        // SAFETY: The caller keeps `alloc`'s contract, which is the same there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: The memory came from `System` with this layout, since all of it does.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(&ALLOCATIONS);
        // SAFETY: As in `dealloc`, and the caller keeps the contract for the new size.
        unsafe { System.realloc(memory, layout, size) }
    }
}
