//! not-yet: the task that was woken last goes first
//!
//! Both ends were exchanged.

fn push(&self, task: TaskId) {
    let mut tasks = self.tasks.lock().expect(NO_PANIC);
    if !tasks.contains(&task) {
        tasks.push_front(task);
    }
}
