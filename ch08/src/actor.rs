//! Who does what, for the timeline. Nothing here changes what a runtime does.

use crate::TaskId;
use std::cell::Cell;
use std::{fmt, thread};

/// An actor of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A thread with a part of its own, such as a reactor's.
    Named(&'static str),
    /// An executor. A program with one doesn't number it: its number is 0.
    Executor(u32),
    /// A task, by its executor and its own number.
    Task(u32, TaskId),
}

thread_local! {
    /// Whose code this thread runs. Without one it's the thread's own.
    static CURRENT: Cell<Option<Actor>> = const { Cell::new(None) };
}

/// Runs `f` as this actor's code.
pub fn during<T>(actor: Actor, f: impl FnOnce() -> T) -> T {
    struct Before(Option<Actor>);
    impl Drop for Before {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }

    let _before = Before(CURRENT.replace(Some(actor)));
    f()
}

/// The actor whose code this thread runs. Its text is the thread's name if that's none of ours.
pub fn current() -> impl fmt::Display {
    Current(CURRENT.get())
}

/// Whether this thread is the one of an executor.
pub(crate) fn is_on(executor: u32) -> bool {
    match CURRENT.get() {
        Some(Actor::Executor(number) | Actor::Task(number, _)) => number == executor,
        Some(Actor::Named(_)) | None => false,
    }
}

struct Current(Option<Actor>);

impl fmt::Display for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(actor) => actor.fmt(f),
            None => f.write_str(thread::current().name().unwrap_or("a thread")),
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Executor(0) => f.write_str("executor"),
            Self::Executor(number) => write!(f, "executor {number}"),
            Self::Task(0, task) => write!(f, "task {task}"),
            Self::Task(executor, task) => write!(f, "task {executor}.{task}"),
        }
    }
}
