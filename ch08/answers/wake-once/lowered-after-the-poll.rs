//! not-yet: a task wakes itself in its poll, and has no other poll
//!
//! "It's scheduled until its poll is over."

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if let Some(task) = self.tasks.get(&id) {
        let handle = Arc::clone(&task.handle);
        self.poll(id);
        handle.flag.lower();
    }
    true
}
