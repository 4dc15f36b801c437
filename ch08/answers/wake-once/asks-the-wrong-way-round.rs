//! not-yet: a task was spawned, and it isn't polled
//!
//! `raise` is read as "it was up".

fn wake(&self) {
    if self.flag.raise() {
        return;
    }
    self.ready.push(self.task);
}
