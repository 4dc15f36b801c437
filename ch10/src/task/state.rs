//! Where a task is in its life, in one word that any thread may change.
//!
//! | bit | set by | cleared by | while it's set |
//! | --- | --- | --- | --- |
//! | `NOTIFIED` | a wake-up | the scheduler, as a poll begins | the task is in a queue, or goes there after the poll that's going on |
//! | `RUNNING` | the scheduler, as a poll begins | the same thread, after it | that thread has the future to itself |
//! | `DONE` | the thread that had the future | never | the future is gone, and its output is there |
//! | `HANDLE` | the task's making | the handle's drop | there's a handle, and the output is its |
//! | `WAITER` | the handle | the handle, while the task isn't done | the task may read the waiter's waker, and the handle may not |
//! | `ABORTED` | any thread | never | the future is dropped instead of polled |
//!
//! Above these bits, the word counts references: one for each waker, one for the handle, one for the queue that the
//! task is in, and one for the runtime's list of tasks.

use crate::sync::AtomicUsize;
use std::fmt;
use std::process;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

const NOTIFIED: usize = 1;
const RUNNING: usize = 1 << 1;
const DONE: usize = 1 << 2;
const HANDLE: usize = 1 << 3;
const WAITER: usize = 1 << 4;
const ABORTED: usize = 1 << 5;
const ONE: usize = 1 << 6;

/// The word.
pub(crate) struct State(AtomicUsize);

/// What a scheduler does with a task that it took out of its queue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Poll the future.
    Poll,
    /// Drop the future.
    Abort,
    /// Nothing: the task is done, or another thread has its future.
    Leave,
}

/// What a scheduler does with a task whose poll returned `Pending`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// Nothing: it waits for a wake-up. The queue's reference goes.
    Wait,
    /// Put it back into the queue: it was woken during the poll.
    Push,
    /// Drop the future: it was aborted during the poll.
    Abort,
}

/// What there is when a task gets done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// The output is the handle's. Otherwise the thread that asks drops it.
    pub(crate) has_handle: bool,
    /// A task awaits the handle, and is to be woken.
    pub(crate) has_waiter: bool,
}

/// What the drop of a handle leaves to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// The handle drops the output.
    pub(crate) output: bool,
    /// The handle drops the waiter's waker.
    pub(crate) waiter: bool,
}

impl State {
    /// A task that's about to be put into a queue, with a handle, and in the runtime's list.
    pub(crate) fn new() -> Self {
        Self(AtomicUsize::new(NOTIFIED | HANDLE | (3 * ONE)))
    }

    /// A wake-up. If it returns true, the caller puts the task into a queue, whose reference has been counted.
    pub(crate) fn notify(&self) -> bool {
        self.change(|word| match word {
            _ if word & (NOTIFIED | DONE) != 0 => (word, false),
            _ if word & RUNNING != 0 => (word | NOTIFIED, false),
            _ => ((word | NOTIFIED) + ONE, true),
        })
    }

    /// Asks for the future to be dropped. If it returns true, the caller puts the task into a queue, as after
    /// [`notify`](Self::notify).
    pub(crate) fn abort(&self) -> bool {
        self.change(|word| match word {
            _ if word & DONE != 0 => (word, false),
            _ if word & (NOTIFIED | RUNNING) != 0 => (word | ABORTED, false),
            _ => ((word | ABORTED | NOTIFIED) + ONE, true),
        })
    }

    /// The task was taken out of its queue. Unless it's to be left, the caller has the future from now on.
    pub(crate) fn begin(&self) -> Begin {
        self.change(|word| {
            if word & (RUNNING | DONE) != 0 {
                return (word & !NOTIFIED, Begin::Leave);
            }
            let begin = match word & ABORTED {
                0 => Begin::Poll,
                _ => Begin::Abort,
            };
            ((word & !NOTIFIED) | RUNNING, begin)
        })
    }

    /// The poll returned `Pending`. Unless it's to be dropped, the caller gives the future back.
    pub(crate) fn pause(&self) -> Pause {
        self.change(|word| match word {
            _ if word & ABORTED != 0 => (word, Pause::Abort),
            _ if word & NOTIFIED != 0 => (word & !RUNNING, Pause::Push),
            _ => (word & !RUNNING, Pause::Wait),
        })
    }

    /// The runtime ends. If it returns true, the caller has the future, and drops it; otherwise the thread that has it
    /// will, after its poll, or it's gone.
    pub(crate) fn shut_down(&self) -> bool {
        self.change(|word| match word {
            _ if word & DONE != 0 => (word, false),
            _ if word & RUNNING != 0 => (word | ABORTED, false),
            _ => (word | ABORTED | RUNNING, true),
        })
    }

    /// The future is gone and the output is there.
    pub(crate) fn finish(&self) -> Done {
        self.change(|word| {
            debug_assert_eq!(word & (RUNNING | DONE), RUNNING);
            let done = Done {
                has_handle: word & HANDLE != 0,
                has_waiter: word & WAITER != 0,
            };
            ((word & !RUNNING) | DONE, done)
        })
    }

    pub(crate) fn is_done(&self) -> bool {
        self.0.load(Acquire) & DONE != 0
    }

    /// The handle has stored a waker. If it returns false, the task is done, and the waker stays the handle's.
    pub(crate) fn set_waiter(&self) -> bool {
        self.change(|word| match word & DONE {
            0 => (word | WAITER, true),
            _ => (word, false),
        })
    }

    /// The handle takes its waker back, to store another one. If it returns false, the task is done.
    pub(crate) fn unset_waiter(&self) -> bool {
        self.change(|word| match word & DONE {
            0 => (word & !WAITER, true),
            _ => (word, false),
        })
    }

    pub(crate) fn has_waiter(&self) -> bool {
        self.0.load(Acquire) & WAITER != 0
    }

    /// The handle goes.
    pub(crate) fn drop_handle(&self) -> Left {
        self.change(|word| {
            let left = Left {
                output: word & DONE != 0,
                waiter: word & (WAITER | DONE) == WAITER,
            };
            let keeps = if left.waiter {
                !(HANDLE | WAITER)
            } else {
                !HANDLE
            };
            (word & keeps, left)
        })
    }

    pub(crate) fn add_reference(&self) {
        // Relaxed, as in `Arc`: a new reference is made from another one, which keeps the task.
        let before = self.0.fetch_add(ONE, Relaxed);
        // So many references were forgotten that the count would overflow. There's no way to go on.
        if before > usize::MAX / 2 {
            process::abort();
        }
    }

    /// If it returns true, that was the last reference, and the caller frees the task.
    pub(crate) fn drop_reference(&self) -> bool {
        let before = self.0.fetch_sub(ONE, AcqRel);
        debug_assert!(before >= ONE);
        before < 2 * ONE
    }

    /// Changes the word, and returns what follows from the change.
    fn change<T>(&self, step: impl Fn(usize) -> (usize, T)) -> T {
        let mut word = self.0.load(Acquire);
        loop {
            let (next, follows) = step(word);
            match self.0.compare_exchange_weak(word, next, AcqRel, Acquire) {
                Ok(_) => return follows,
                Err(now) => word = now,
            }
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.0.load(Acquire);
        let bits = [
            (NOTIFIED, "notified"),
            (RUNNING, "running"),
            (DONE, "done"),
            (HANDLE, "handle"),
            (WAITER, "waiter"),
            (ABORTED, "aborted"),
        ];
        let set = bits.iter().filter(|(bit, _)| word & bit != 0);
        let names: Vec<_> = set.map(|(_, name)| *name).collect();
        write!(f, "{} with {} references", names.join(", "), word / ONE)
    }
}
