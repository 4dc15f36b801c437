//! A task's handle: a future of its output.

use super::raw::TaskRef;
use super::{Id, JoinError};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A spawned task, as a future of its output.
///
/// Dropping the handle doesn't stop the task: it goes on, and its output is dropped. [`abort`](Self::abort) stops it.
///
/// # Cancel safety
///
/// A handle that's polled by reference, in `select!` or `timeout`, loses nothing when the wait is given up.
///
/// # Panics
///
/// If it's polled again after it was ready.
pub struct JoinHandle<T> {
    task: TaskRef,
    taken: bool,
    output: PhantomData<T>,
}

// SAFETY: a handle takes a `T` out of the task, to the thread that has the handle.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: a shared handle gives nothing but the task's number and its state.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

/// Nothing in a handle is pinned.
impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// # Safety
    ///
    /// The reference is the one that's counted for the handle, and the output of the task's future is a `T`.
    pub(crate) unsafe fn new(task: TaskRef) -> Self {
        Self {
            task,
            taken: false,
            output: PhantomData,
        }
    }

    /// Has the task's future dropped where it waits, or after the poll that's going on. The output is an error then,
    /// unless the task is done first.
    pub fn abort(&self) {
        self.task.abort();
    }

    /// A handle that can abort the task, and nothing else.
    pub fn abort_handle(&self) -> AbortHandle {
        AbortHandle {
            task: self.task.clone(),
        }
    }

    /// Whether the task is done. One that was aborted may still be about to end.
    pub fn is_finished(&self) -> bool {
        self.task.header().state.is_done()
    }

    /// The task's number.
    pub fn id(&self) -> Id {
        self.task.header().id
    }

    /// Sees to it that this waker is woken when the task is done. Returns false if it's done already.
    fn wait(&self, waker: &Waker) -> bool {
        let header = self.task.header();
        let waiter = header.waiter.get();
        if header.state.has_waiter() {
            // SAFETY: while there's a waiter, both sides only read it.
            let same = unsafe { &*waiter }
                .as_ref()
                .is_some_and(|waiter| waiter.will_wake(waker));
            if same {
                return !header.state.is_done();
            }
            if !header.state.unset_waiter() {
                return false;
            }
        }
        // SAFETY: without a waiter, the place is the handle's.
        unsafe { *waiter = Some(waker.clone()) };
        header.state.set_waiter()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(
            !self.taken,
            "a `JoinHandle` was polled again after it was ready"
        );
        if !self.task.header().state.is_done() && self.wait(context.waker()) {
            return Poll::Pending;
        }
        self.taken = true;
        // SAFETY: the task is done, this is its handle, and the output wasn't taken before.
        Poll::Ready(unsafe { self.task.take_output() })
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let header = self.task.header();
        let left = header.state.drop_handle();
        if left.output {
            // SAFETY: the task is done, and this is its handle.
            unsafe { self.task.drop_output() };
        }
        if left.waiter {
            // SAFETY: the task wasn't done, and the waiter was taken back: the place is the handle's.
            unsafe { *header.waiter.get() = None };
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id())
            .finish()
    }
}

/// Aborts a task. It neither has the task's output nor keeps its runtime.
#[derive(Clone)]
pub struct AbortHandle {
    task: TaskRef,
}

impl AbortHandle {
    /// As [`JoinHandle::abort`].
    pub fn abort(&self) {
        self.task.abort();
    }

    /// As [`JoinHandle::is_finished`].
    pub fn is_finished(&self) -> bool {
        self.task.header().state.is_done()
    }

    /// The task's number.
    pub fn id(&self) -> Id {
        self.task.header().id
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle")
            .field("id", &self.id())
            .finish()
    }
}
