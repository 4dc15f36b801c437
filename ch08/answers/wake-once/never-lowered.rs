//! not-yet: a task has been polled, and after that a wake-up doesn't lead to a poll

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if self.tasks.contains_key(&id) {
        self.poll(id);
    }
    true
}
