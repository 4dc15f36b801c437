//! solved
//!
//! The futures are told first. An event that comes between that and the end of the thread still counts.

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
    let mut waits = self.shared.lock();
    waits.is_over = true;
    let wakers = std::mem::take(&mut waits.wakers);
    drop(waits);
    wakers.into_values().for_each(|waker| waker.wake());
    self.shared.source.stop();
    let handle = self.handle.take().expect("it's taken only here");
    if handle.thread().id() != thread::current().id() {
        handle.join().expect("the reactor's thread doesn't panic");
    }
}
