//! Tasks: futures that a runtime polls, each in one allocation.

mod error;
mod join;
mod list;
mod queue;
mod raw;
mod state;
mod waker;
mod yield_now;

pub use error::JoinError;
pub use join::{AbortHandle, JoinHandle};
pub use yield_now::yield_now;

pub(crate) use list::List;
pub(crate) use queue::Queue;
pub(crate) use raw::{Header, TaskRef};

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A task's number. No two tasks of a process have the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

impl Id {
    fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(1, Relaxed) + 1)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a task needs of its runtime.
pub(crate) trait Schedule: Send + Sync + 'static {
    /// Puts a task into a queue. It's called from any thread.
    fn push(&self, task: TaskRef);

    /// Takes a task that's done out of the list of tasks, if it's there.
    fn release(&self, task: &Header) -> Option<TaskRef>;
}

/// Makes a task. It returns the handle, and the references for the runtime's list and for its queue.
pub(crate) fn new<F>(
    future: F,
    scheduler: impl Schedule,
) -> (JoinHandle<F::Output>, TaskRef, TaskRef)
where
    F: Future + 'static,
{
    let [handle, listed, queued] = TaskRef::new(Id::next(), future, scheduler);
    // SAFETY: the reference was counted for the handle, and the types are the future's.
    let handle = unsafe { JoinHandle::new(handle) };
    (handle, listed, queued)
}
