//! Something that polls: a task, which is polled when it was woken.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use trace::{polls, trace, waits};

/// A future and the flag that says it has to be polled. A new task's flag is set: the first poll is the executor's
/// idea, and every poll after that is asked for by a waker.
pub struct Task<F: Future> {
    future: Pin<Box<F>>,
    flag: Arc<Flag>,
}

/// Set by a waker, and cleared by the poll.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        if !self.0.swap(true, Ordering::Relaxed) {
            trace!("task", "is woken");
        }
    }
}

impl<F: Future> Task<F> {
    /// A task that has never been polled.
    pub fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            flag: Arc::new(Flag(AtomicBool::new(true))),
        }
    }

    /// Whether a waker of this task was woken since the last poll, or there was no poll yet.
    pub fn is_woken(&self) -> bool {
        self.flag.0.load(Ordering::Relaxed)
    }

    /// Polls the future once, woken or not.
    pub fn poll(&mut self) -> Poll<F::Output> {
        self.flag.0.store(false, Ordering::Relaxed);
        trace!("executor", "polls the task");
        polls!("executor", "task");
        let waker = Waker::from(Arc::clone(&self.flag));
        let poll = self.future.as_mut().poll(&mut Context::from_waker(&waker));
        if poll.is_pending() && !self.is_woken() {
            waits!("task", "its waker");
        }
        poll
    }

    /// The future itself, for an executor that makes another task of it.
    pub fn into_future(self) -> Pin<Box<F>> {
        self.future
    }
}

impl<F: Future> fmt::Debug for Task<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut task = f.debug_struct("Task");
        task.field("is_woken", &self.is_woken());
        task.finish_non_exhaustive()
    }
}
