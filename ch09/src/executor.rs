//! Chapter 8's executor, for futures that are pinned.

use crate::{Future, Movable};
use std::pin::pin;

// ANCHOR: executor
/// Polls tasks, on the thread that calls it. It's [`ch08::Executor`], whose tasks are pinned here.
#[derive(Debug, Default)]
pub struct Executor {
    executor: ch08::Executor,
}

impl Executor {
    /// An executor without tasks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a task of a future, which is pinned to the heap. See [`ch08::Executor::spawn`].
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.executor.spawn(Movable(Box::pin(future)));
    }

    /// Runs until this future is ready, and returns its output. It's pinned to the stack of this call. See
    /// [`ch08::Executor::block_on`].
    ///
    /// # Panics
    ///
    /// If this thread runs an executor already. If the future panics, its panic goes on to the caller.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.executor.block_on(Movable(pin!(future)))
    }

    /// Runs until no task is left.
    ///
    /// # Panics
    ///
    /// If this thread runs an executor already.
    pub fn run(&self) {
        self.executor.run();
    }
}
// ANCHOR_END: executor
