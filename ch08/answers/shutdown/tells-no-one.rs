//! not-yet: two futures wait when the reactor ends, and none of their wakers is called
//!
//! A poll would find out, and nothing asks for one.

fn run(&self) {
    while let Some(number) = self.source.next() {
        let mut waits = self.lock();
        waits.happened.insert(number);
        let waker = waits.wakers.remove(&number);
        drop(waits);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
    self.lock().is_over = true;
}
