//! not-yet: a future is woken at the reactor's end, and its poll returns Ready(Ok(()))
//!
//! As if each event had happened.

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
    let mut waits = self.lock();
    waits.is_over = true;
    let wakers = std::mem::take(&mut waits.wakers);
    waits.happened.extend(wakers.keys());
    drop(waits);
    for waker in wakers.into_values() {
        waker.wake();
    }
}
