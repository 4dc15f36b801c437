//! not-yet: a task wakes itself, and is polled again in the same turn
//!
//! No other task starves, but the turn has no end.

fn turn(&mut self) {
    while let Some(task) = self.ready.pop() {
        self.poll(task);
    }
}
