//! not-yet: three tasks are ready, and a turn doesn't poll all of them

fn turn(&mut self) {
    if let Some(task) = self.ready.pop() {
        self.poll(task);
    }
}
