//! The executor and its wakers as in the chapter's layer: push, then unpark; park, then take.

use crate::watched::{Parker, ReadyQueue, TaskId};

// ANCHOR: program
/// What the threads share.
#[derive(Debug, Default)]
pub struct Shared {
    ready: ReadyQueue,
    parker: Parker,
}

/// The executor's thread. It ends when so many tasks are over: `poll` says whether a task is.
pub fn executor(shared: &Shared, mut tasks: usize, poll: &mut dyn FnMut(TaskId) -> bool) {
    while tasks > 0 {
        shared.parker.park();
        for _ in 0..shared.ready.len() {
            if let Some(task) = shared.ready.pop() {
                tasks -= usize::from(poll(task));
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
