//! not-yet: a task is woken 2 times before its poll, and is polled 2 times

fn wake(&self) {
    self.ready.push(self.task);
}
