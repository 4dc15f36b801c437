//! Threads of which one runs at a time: the one that has the baton.
//!
//! A thread that's about to do something with a lock or a condvar gives the baton back and says what it wants. It goes on
//! when it was chosen, and has the baton again.

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A place in the source.
pub(crate) type Place = &'static Location<'static>;

/// Tells locks and condvars from each other.
pub(crate) type Address = usize;

/// What a thread does when it's chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Something that doesn't wait.
    Go,
    /// Takes a lock.
    Lock(Address),
    /// Nothing, until the condvar is notified.
    Sleep { condvar: Address, lock: Address },
    /// Takes the lock again after its sleep.
    Wake(Address),
    /// It's over.
    End,
}

/// A thread that doesn't run right now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped {
    pub(crate) next: Next,
    /// Where it goes on.
    pub(crate) at: Option<Place>,
    /// Which line of the program has called that.
    pub(crate) call: Option<Place>,
}

/// Where everything stands.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    pub(crate) threads: Vec<Stopped>,
    pub(crate) has_baton: Option<usize>,
    /// Which thread has which lock.
    pub(crate) held: BTreeMap<Address, usize>,
    /// The run is given up: threads end where they are.
    pub(crate) is_over: bool,
    pub(crate) has_panicked: bool,
    /// How many tasks the executor has yet to take in this turn.
    pub(crate) turn: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Baton {
    stage: Mutex<Stage>,
    pub(crate) passed: Condvar,
}

impl Baton {
    pub(crate) fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wait_while(&self, condition: impl Fn(&Stage) -> bool) -> MutexGuard<'_, Stage> {
        let waited = self
            .passed
            .wait_while(self.stage(), |stage| condition(stage));
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage {
    pub(crate) fn can_run(&self, thread: usize) -> bool {
        match self.threads[thread].next {
            Next::Go => true,
            Next::Lock(lock) | Next::Wake(lock) => !self.held.contains_key(&lock),
            Next::Sleep { .. } | Next::End => false,
        }
    }
}
