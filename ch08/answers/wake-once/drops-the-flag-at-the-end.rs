//! not-yet: a task wakes itself in its poll, and has no other poll
//!
//! Down before the poll, and once more after it, to be on the safe side. The task is still in the queue then, but the
//! executor believes the flag.

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if let Some(task) = self.tasks.get(&id) {
        let handle = Arc::clone(&task.handle);
        if handle.flag.lower() {
            self.poll(id);
            handle.flag.lower();
        }
    }
    true
}
