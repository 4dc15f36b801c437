//! solved
//!
//! The thread that drops the last handle tells the futures, after it has joined the reactor's thread. On that thread
//! itself, no event comes any more either.

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
}

fn drop(&mut self) {
    self.shared.source.stop();
    if let Some(handle) = self.handle.take()
        && handle.thread().id() != thread::current().id()
    {
        handle.join().expect("the reactor's thread doesn't panic");
    }
    let mut waits = self.shared.lock();
    waits.is_over = true;
    let wakers = std::mem::take(&mut waits.wakers);
    drop(waits);
    wakers.into_values().for_each(|waker| waker.wake());
}
