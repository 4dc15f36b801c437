//! not-yet: a task that's woken during a turn is polled in the same turn
//!
//! No task is polled twice in a turn, but the turn goes on to those that were woken meanwhile.

fn turn(&mut self) {
    let mut polled = Vec::new();
    let mut again = Vec::new();
    while let Some(task) = self.ready.pop() {
        if polled.contains(&task) {
            again.push(task);
        } else {
            polled.push(task);
            self.poll(task);
        }
    }
    again.into_iter().for_each(|task| self.ready.push(task));
}
