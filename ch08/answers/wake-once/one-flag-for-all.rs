//! not-yet: three tasks are woken twice each, and not each of them has one more poll
//!
//! The flag says that something is in the queue, not that this task is.

#[derive(Default)]
struct ReadyQueue(Mutex<VecDeque<TaskId>>, Flag);

fn wake(&self) {
    if self.ready.1.raise() {
        self.ready.push(self.task);
    }
}

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    self.ready.1.lower();
    if self.tasks.contains_key(&id) {
        self.poll(id);
    }
    true
}
