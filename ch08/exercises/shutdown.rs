//! This reactor's thread never ends. **Write its end:**
//!
//! 1. When the last handle is dropped, the thread is stopped, and the drop returns when the thread is gone. If a waker drops the
//!    last handle, the drop runs on the reactor's own thread, which ends after that.
//! 2. An `Event` doesn't keep the thread alive. One that still waits at the end is told: its waker is called, and from then
//!    on a poll returns `Err(Gone)`. So does the first poll of one that wasn't polled before. An event that happened before
//!    the end still counts.
//!
//! Before each `lock` there's a gap, in which the check lets another thread run.

use ch08::{Future, PollState, Waker};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use testing::gap;

/// What a reactor waits for.
trait Source: Send + Sync {
    /// Waits for the next event, and returns its number. None after `stop`.
    fn next(&self) -> Option<u32>;

    /// Makes `next` return None, also if a thread waits in it.
    fn stop(&self);
}

/// The reactor is gone, and with it the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gone;

/// A handle to a thread that waits for events.
#[derive(Clone)]
struct Reactor {
    thread: Arc<ReactorThread>,
}

/// What the handles share. It's dropped with the last of them.
struct ReactorThread {
    shared: Arc<Shared>,
    handle: Option<JoinHandle<()>>,
}

impl Drop for ReactorThread {
    fn drop(&mut self) {
        // Which threads does this run on, and what do they have to do here?
        let _ = (&self.shared, &self.handle);
    }
}

/// What the handles and the futures share with the thread.
struct Shared {
    source: Box<dyn Source>,
    waits: Mutex<Waits>,
}

/// Which events have happened, and who waits for the others.
#[derive(Default)]
struct Waits {
    happened: BTreeSet<u32>,
    wakers: BTreeMap<u32, Waker>,
}

impl Reactor {
    fn start(source: impl Source + 'static) -> Self {
        let shared = Arc::new(Shared {
            source: Box::new(source),
            waits: Mutex::default(),
        });
        let on_thread = Arc::clone(&shared);
        let handle = Some(thread::spawn(move || on_thread.run()));
        let thread = Arc::new(ReactorThread { shared, handle });
        Self { thread }
    }

    /// A future of the event with this number.
    fn event(&self, number: u32) -> Event {
        let shared = Arc::clone(&self.thread.shared);
        Event { number, shared }
    }
}

impl Shared {
    /// What the reactor's thread does.
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

    fn lock(&self) -> MutexGuard<'_, Waits> {
        gap();
        let waits = self.waits.lock();
        waits.expect("nothing that may panic runs under this lock")
    }
}

/// A future that is ready when an event has happened, or when it can't happen any more.
struct Event {
    number: u32,
    shared: Arc<Shared>,
}

impl Future for Event {
    type Output = Result<(), Gone>;

    fn poll(&mut self, waker: &Waker) -> PollState<Result<(), Gone>> {
        let mut waits = self.shared.lock();
        if waits.happened.contains(&self.number) {
            return PollState::Ready(Ok(()));
        }
        let before = waits.wakers.insert(self.number, waker.clone());
        drop(waits);
        drop(before);
        PollState::NotReady
    }
}

#[cfg(test)]
#[path = "../checks/shutdown.rs"]
mod check;
