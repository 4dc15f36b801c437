//! A queue of tasks, in which each task leads to the next. It allocates nothing.

use super::raw::{Header, TaskRef};
use std::ptr::NonNull;

/// First in, first out. A task is in one queue at most, since it's pushed only when it wasn't notified before.
#[derive(Default)]
pub(crate) struct Queue {
    first: Option<TaskRef>,
    last: Option<NonNull<Header>>,
    len: usize,
}

// SAFETY: a queue has its tasks' references, which may be sent, and the links between them are its own.
unsafe impl Send for Queue {}

impl Queue {
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn push(&mut self, task: TaskRef) {
        let pointer = task.pointer();
        match self.last.replace(pointer) {
            // SAFETY: the last task is in this queue, whose reference keeps it, and its link is the queue's.
            Some(last) => unsafe { *last.as_ref().next.get() = Some(task) },
            None => self.first = Some(task),
        }
        self.len += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<TaskRef> {
        let task = self.first.take()?;
        // SAFETY: the task is in this queue, and its link is the queue's.
        self.first = unsafe { (*task.header().next.get()).take() };
        if self.first.is_none() {
            self.last = None;
        }
        self.len -= 1;
        Some(task)
    }

    /// Moves all of another queue's tasks to the end of this one.
    pub(crate) fn append(&mut self, other: &mut Self) {
        while let Some(task) = other.pop() {
            self.push(task);
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        // One by one: a chain that's dropped at its head would recurse through all of it.
        while self.pop().is_some() {}
    }
}
