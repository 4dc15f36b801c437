//! solved
//!
//! The turn ends with the task that was last in the queue when it began. It can't be in the queue twice.

fn turn(&mut self) {
    let Some(last) = self.ready.tasks.lock().expect(NO_PANIC).back().copied() else {
        return;
    };
    while let Some(task) = self.ready.pop() {
        self.poll(task);
        if task == last {
            return;
        }
    }
}
