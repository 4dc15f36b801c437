//! not-yet: two threads met, and since then the task isn't polled any more
//!
//! The executor takes the flag down before it's up. Then it goes up, and stays there.

impl Flag {
    fn is_up(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

fn wake(&self) {
    if !self.flag.is_up() {
        self.ready.push(self.task);
        self.flag.raise();
    }
}
