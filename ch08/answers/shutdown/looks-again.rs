//! solved
//!
//! The flag isn't under the lock. It goes up before the wakers are taken, and a poll looks at it after its waker is stored.

use std::sync::atomic::{AtomicBool, Ordering};

struct Shared {
    source: Box<dyn Source>,
    waits: Mutex<Waits>,
    is_over: AtomicBool,
}

fn start(source: impl Source + 'static) -> Self {
    let shared = Arc::new(Shared {
        source: Box::new(source),
        waits: Mutex::default(),
        is_over: AtomicBool::new(false),
    });
    let on_thread = Arc::clone(&shared);
    let handle = Some(thread::spawn(move || on_thread.run()));
    let thread = Arc::new(ReactorThread { shared, handle });
    Self { thread }
}

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
    self.is_over.store(true, Ordering::SeqCst);
    let wakers = std::mem::take(&mut self.lock().wakers);
    for waker in wakers.into_values() {
        waker.wake();
    }
}

fn poll(&mut self, waker: &Waker) -> PollState<Result<(), Gone>> {
    if self.shared.lock().happened.contains(&self.number) {
        return PollState::Ready(Ok(()));
    }
    let before = self.shared.lock().wakers.insert(self.number, waker.clone());
    drop(before);
    if self.shared.lock().happened.contains(&self.number) {
        return PollState::Ready(Ok(()));
    }
    if self.shared.is_over.load(Ordering::SeqCst) {
        let own = self.shared.lock().wakers.remove(&self.number);
        drop(own);
        return PollState::Ready(Err(Gone));
    }
    PollState::NotReady
}
