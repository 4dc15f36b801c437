//! not-yet: a future is woken at the reactor's end, and its poll returns NotReady
//!
//! It stores its waker again.

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
    let wakers = std::mem::take(&mut self.lock().wakers);
    for waker in wakers.into_values() {
        waker.wake();
    }
}
