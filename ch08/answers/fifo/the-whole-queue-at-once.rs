//! solved
//!
//! The turn takes the queue away, and leaves an empty one. A task that's woken before its poll has another one in the next
//! turn, in vain.

fn turn(&mut self) {
    let tasks = std::mem::take(&mut *self.ready.tasks.lock().expect(NO_PANIC));
    for task in tasks {
        self.poll(task);
    }
}
