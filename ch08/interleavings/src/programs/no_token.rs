//! The executor sleeps in a parker without a token.

use crate::watched::{NaiveParker, ReadyQueue, TaskId};

// ANCHOR: program
/// What the threads share.
#[derive(Debug, Default)]
pub struct Shared {
    ready: ReadyQueue,
    parker: NaiveParker,
}

/// The executor's thread. It ends when so many tasks are over, as `poll` says.
pub fn executor(shared: &Shared, mut left: usize, poll: &mut dyn FnMut(TaskId) -> bool) {
    while left > 0 {
        shared.parker.park();
        for _ in 0..shared.ready.len() {
            if let Some(task) = shared.ready.pop() {
                left -= usize::from(poll(task));
            }
        }
    }
}

// ANCHOR: wake
/// What a waker does, on any thread.
pub fn wake(shared: &Shared, task: TaskId) {
    shared.ready.push(task);
    shared.parker.unpark();
}
// ANCHOR_END: wake
// ANCHOR_END: program
