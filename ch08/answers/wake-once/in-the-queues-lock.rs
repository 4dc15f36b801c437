//! solved
//!
//! No flag: the look into the queue and the push are under one lock. The queue is searched for each wake-up.

fn wake(&self) {
    let mut queue = self.ready.0.lock().expect(NO_PANIC);
    if !queue.contains(&self.task) {
        trace!("waker", "puts task {} into the queue", self.task);
        queue.push_back(self.task);
    }
}

fn poll_next(&mut self) -> bool {
    let Some(id) = self.ready.pop() else {
        return false;
    };
    if self.tasks.contains_key(&id) {
        self.poll(id);
    }
    true
}
