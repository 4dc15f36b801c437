//! not-yet: two threads wake a task at once, and it's polled 2 times
//!
//! Between the look and the flag, another thread looks.

impl Flag {
    fn is_up(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

fn wake(&self) {
    if !self.flag.is_up() {
        self.flag.raise();
        self.ready.push(self.task);
    }
}
