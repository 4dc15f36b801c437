//! The parkers and the ready queue as the programs see them: with the same methods, which note who called them from where.

use crate::{me, naive_parker, parker, ready_queue};
use std::panic::Location;

pub(crate) use ready_queue::TaskId;

/// The layer's parker.
#[derive(Debug, Default)]
pub struct Parker(parker::Parker);

impl Parker {
    #[track_caller]
    pub(crate) fn park(&self) {
        me::calls(Location::caller());
        self.0.park();
    }

    #[track_caller]
    pub(crate) fn unpark(&self) {
        me::calls(Location::caller());
        self.0.unpark();
    }
}

/// The parker without a token.
#[derive(Debug, Default)]
pub struct NaiveParker(naive_parker::NaiveParker);

impl NaiveParker {
    #[track_caller]
    pub(crate) fn park(&self) {
        me::calls(Location::caller());
        self.0.park();
    }

    #[track_caller]
    pub(crate) fn unpark(&self) {
        me::calls(Location::caller());
        self.0.unpark();
    }
}

/// The layer's ready queue.
#[derive(Debug, Default)]
pub struct ReadyQueue(ready_queue::ReadyQueue);

impl ReadyQueue {
    #[track_caller]
    pub(crate) fn push(&self, task: TaskId) {
        me::calls(Location::caller());
        self.0.push(task);
    }

    /// The executor asks how many tasks its turn has, and takes each of them.
    #[track_caller]
    pub(crate) fn len(&self) -> usize {
        me::calls(Location::caller());
        let len = self.0.len();
        me::set_turn(|_| len);
        len
    }

    #[track_caller]
    pub(crate) fn pop(&self) -> Option<TaskId> {
        me::calls(Location::caller());
        let task = self.0.pop();
        me::set_turn(|left| left - 1);
        task
    }

    #[track_caller]
    pub(crate) fn is_empty(&self) -> bool {
        me::calls(Location::caller());
        self.0.is_empty()
    }
}
