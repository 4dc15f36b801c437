//! hangs: the check “a waker that is called at the end may poll another future” is asleep

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
    while let Some((_, waker)) = waits.wakers.pop_first() {
        waker.wake();
    }
}
