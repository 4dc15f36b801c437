//! solved
//!
//! Slow for a queue that's long, and right.

#[derive(Default)]
struct ReadyQueue {
    tasks: Mutex<Vec<TaskId>>,
}

fn push(&self, task: TaskId) {
    let mut tasks = self.tasks.lock().expect(NO_PANIC);
    if !tasks.contains(&task) {
        tasks.push(task);
    }
}

fn pop(&self) -> Option<TaskId> {
    let mut tasks = self.tasks.lock().expect(NO_PANIC);
    (!tasks.is_empty()).then(|| tasks.remove(0))
}
