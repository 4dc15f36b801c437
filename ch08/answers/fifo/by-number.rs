//! not-yet: the tasks aren't polled in the order in which they were woken
//!
//! A set is never in doubt about duplicates. The task with the lowest number goes first, always.

use std::collections::BTreeSet;

struct ReadyQueue {
    tasks: Mutex<BTreeSet<TaskId>>,
}

impl Default for ReadyQueue {
    fn default() -> Self {
        let tasks = Mutex::new(BTreeSet::new());
        Self { tasks }
    }
}

fn push(&self, task: TaskId) {
    self.tasks.lock().expect(NO_PANIC).insert(task);
}

fn pop(&self) -> Option<TaskId> {
    self.tasks.lock().expect(NO_PANIC).pop_first()
}
