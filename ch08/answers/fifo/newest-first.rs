//! not-yet: the task that was woken last goes first
//!
//! The turn ends, and the queue is still a stack.

fn pop(&self) -> Option<TaskId> {
    self.tasks.lock().expect(NO_PANIC).pop_back()
}
