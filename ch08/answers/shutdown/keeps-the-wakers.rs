//! not-yet: the reactor is gone, and the wakers that it had are kept

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
    let wakers = waits.wakers.clone();
    drop(waits);
    for waker in wakers.into_values() {
        waker.wake();
    }
}
