//! Why a task has no output.

use super::Id;
use std::any::Any;
use std::error::Error;
use std::fmt;

/// What a panic carries.
pub(crate) type Panic = Box<dyn Any + Send + 'static>;

/// A task was aborted, or it panicked.
pub struct JoinError {
    id: Id,
    /// None if the task was aborted.
    panic: Option<Panic>,
}

impl JoinError {
    pub(crate) fn cancelled(id: Id) -> Self {
        Self { id, panic: None }
    }

    pub(crate) fn panicked(id: Id, panic: Panic) -> Self {
        Self {
            id,
            panic: Some(panic),
        }
    }

    /// Whether the task was aborted, by its handle or because its runtime ended.
    pub fn is_cancelled(&self) -> bool {
        self.panic.is_none()
    }

    /// Whether the task panicked.
    pub fn is_panic(&self) -> bool {
        self.panic.is_some()
    }

    /// What the panic carries, for [`resume_unwind`](std::panic::resume_unwind).
    ///
    /// # Panics
    ///
    /// If the task didn't panic.
    pub fn into_panic(self) -> Box<dyn Any + Send + 'static> {
        self.panic
            .expect("`into_panic` is for a task that panicked")
    }

    /// As [`into_panic`](Self::into_panic).
    ///
    /// # Errors
    ///
    /// This error, if the task didn't panic.
    pub fn try_into_panic(mut self) -> Result<Box<dyn Any + Send + 'static>, Self> {
        self.panic.take().ok_or(self)
    }

    /// The task's number.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The text of the panic, if it has one.
    fn message(&self) -> Option<&str> {
        let panic = self.panic.as_ref()?;
        let text = panic.downcast_ref::<&str>().copied();
        text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id;
        match self.message() {
            Some(message) => write!(f, "task {id} panicked with message {message:?}"),
            None if self.is_panic() => write!(f, "task {id} panicked"),
            None => write!(f, "task {id} was cancelled"),
        }
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError({self})")
    }
}

impl Error for JoinError {}
