//! All of a runtime's tasks, so that it can drop their futures when it ends.

use super::raw::{Header, Neighbours, TaskRef};
use std::mem;
use std::ptr::NonNull;

/// A list in which each task knows its neighbours, so that any task can leave in a few steps.
#[derive(Default)]
pub(crate) struct List {
    first: Option<NonNull<Header>>,
    len: usize,
    is_closed: bool,
}

// SAFETY: a list has a reference to each of its tasks, which may be sent, and the links between them are its own.
unsafe impl Send for List {}

impl List {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds a task, or gives it back if the list is closed.
    pub(crate) fn insert(&mut self, task: TaskRef) -> Result<(), TaskRef> {
        if self.is_closed {
            return Err(task);
        }
        let task = task.into_raw();
        if let Some(after) = self.first {
            neighbours(after).before = Some(task);
        }
        *neighbours(task) = Neighbours {
            before: None,
            after: self.first.replace(task),
        };
        self.len += 1;
        Ok(())
    }

    /// Takes a task out, if it's in here.
    pub(crate) fn remove(&mut self, task: &Header) -> Option<TaskRef> {
        let task = NonNull::from(task);
        // Without a neighbour before it, it's the first one, or in no list.
        if neighbours(task).before.is_none() && self.first != Some(task) {
            return None;
        }
        let Neighbours { before, after } = mem::take(neighbours(task));
        match before {
            Some(before) => neighbours(before).after = after,
            None => self.first = after,
        }
        if let Some(after) = after {
            neighbours(after).before = before;
        }
        self.len -= 1;
        // SAFETY: the list had a reference to the task.
        Some(unsafe { TaskRef::from_raw(task) })
    }

    /// Takes out the task that came last, and lets no more tasks in.
    pub(crate) fn close_and_pop(&mut self) -> Option<TaskRef> {
        self.is_closed = true;
        // SAFETY: the first task is in the list, whose reference keeps it.
        let first = unsafe { self.first?.as_ref() };
        self.remove(first)
    }
}

/// A task's neighbours in its list.
fn neighbours<'a>(task: NonNull<Header>) -> &'a mut Neighbours {
    // SAFETY: the caller is the list, to which the neighbours of its tasks belong, and which keeps these tasks. Each
    // reference is gone before the next one is made.
    unsafe { &mut *task.as_ref().neighbours.get() }
}
