//! not-yet: a task wakes itself in its poll, and that wake-up is lost
//!
//! The turn ends, at the cost of the task that would have made it endless.

fn turn(&mut self) {
    while let Some(task) = self.ready.pop() {
        self.poll(task);
        self.ready
            .tasks
            .lock()
            .expect(NO_PANIC)
            .retain(|other| *other != task);
    }
}
