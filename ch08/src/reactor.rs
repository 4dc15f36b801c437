//! Waits for sockets on a thread of its own, and wakes the tasks that wait for them.

mod wakers;

use crate::Waker;
use crate::actor::{self, Actor};
use mio::event::Source;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::{fmt, mem};
use trace::{count, runs, waits};
pub use wakers::Direction;
use wakers::Wakers;

const ACTOR: Actor = Actor::Named("reactor");

/// The token of the event that ends a wait when the last handle goes.
const STOP: Token = Token(0);

// ANCHOR: reactor
/// A handle to a thread that waits for sockets.
///
/// A reactor knows nothing of tasks or executors: it has a waker for each socket that a future waits for, and calls it when
/// the system says that the socket is ready. Handles are cloned and sent freely. The thread ends when the last one is dropped.
#[derive(Clone)]
pub struct Reactor {
    thread: Arc<ReactorThread>,
}

/// What the handles share. It's dropped with the last of them.
struct ReactorThread {
    shared: Arc<Shared>,
    handle: Option<JoinHandle<()>>,
}

/// What the handles share with the thread.
struct Shared {
    registry: mio::Registry,
    wakers: Mutex<Wakers>,
    stop: mio::Waker,
    is_stopped: AtomicBool,
}
// ANCHOR_END: reactor

impl Reactor {
    // ANCHOR: start
    /// Starts a reactor.
    ///
    /// # Errors
    ///
    /// What the system says if it can't make a queue or a thread.
    pub fn start() -> io::Result<Self> {
        let poll = Poll::new()?;
        let shared = Arc::new(Shared {
            registry: poll.registry().try_clone()?,
            wakers: Mutex::new(Wakers::new(STOP)),
            stop: mio::Waker::new(poll.registry(), STOP)?,
            is_stopped: AtomicBool::new(false),
        });
        let on_thread = Arc::clone(&shared);
        // Stated before its thread runs, so that the timeline has the same lanes in every run.
        waits!("reactor", "events");
        let thread = thread::Builder::new().name("reactor".to_owned());
        let handle = thread.spawn(move || actor::during(ACTOR, || on_thread.run(poll)))?;
        let handle = Some(handle);
        let thread = Arc::new(ReactorThread { shared, handle });
        Ok(Self { thread })
    }
    // ANCHOR_END: start

    /// Begins to watch a source, and returns the token under which its wakers are kept.
    pub(crate) fn register(&self, source: &mut impl Source) -> io::Result<Token> {
        let shared = &self.thread.shared;
        let token = shared.wakers.lock().expect(NO_PANIC).add();
        let interest = Interest::READABLE | Interest::WRITABLE;
        let registered = shared.registry.register(source, token, interest);
        registered.inspect_err(|_| self.forget(token))?;
        Ok(token)
    }

    // ANCHOR: store
    /// Keeps a waker for the next event in this direction, instead of the one before. False if it's the same.
    pub(crate) fn store(&self, token: Token, direction: Direction, waker: &Waker) -> bool {
        let (wakers, waker) = (&self.thread.shared.wakers, waker.clone());
        // The one before is dropped after the lock is released, as in `forget`.
        let before = wakers
            .lock()
            .expect(NO_PANIC)
            .store(token, direction, waker.clone());
        before.is_none_or(|before| !before.will_wake(&waker))
    }
    // ANCHOR_END: store

    /// Stops watching a source, and drops its wakers.
    pub(crate) fn deregister(&self, source: &mut impl Source, token: Token) {
        // It can fail only for a source that isn't registered, and then there's nothing to do.
        let _ = self.thread.shared.registry.deregister(source);
        self.forget(token);
    }

    fn forget(&self, token: Token) {
        let wakers = &self.thread.shared.wakers;
        let forgotten = wakers.lock().expect(NO_PANIC).remove(token);
        // The lock is released: dropping a waker may run a stranger's code.
        drop(forgotten);
    }
}

impl Shared {
    // ANCHOR: run
    /// What the reactor's thread does.
    fn run(&self, mut poll: Poll) {
        let mut events = Events::with_capacity(1024);
        loop {
            match poll.poll(&mut events, None) {
                // A signal.
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                result => result.expect("a queue that is open can be waited on"),
            }
            if self.is_stopped.load(Ordering::Acquire) {
                return;
            }
            let woken = self.wakers.lock().expect(NO_PANIC).take(&events);
            // The lock is released: what a waker does may lead back here.
            call(woken);
        }
    }
    // ANCHOR_END: run
}

/// Calls wakers, on the reactor's thread.
fn call(wakers: Vec<Waker>) {
    if wakers.is_empty() {
        return;
    }
    runs!("reactor");
    for waker in wakers {
        count!("event");
        // A `Wake` of a stranger's may panic. Other tasks' events still come.
        let panicked = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        panicked.unwrap_or_else(mem::forget);
    }
    waits!("reactor", "events");
}

// ANCHOR: drop
impl Drop for ReactorThread {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::Release);
        self.shared
            .stop
            .wake()
            .expect("the reactor's queue is open");
        let handle = self.handle.take().expect("it's taken only here");
        // A waker may have had the last handle. Then this is the reactor's thread, and
        // it ends by itself.
        if handle.thread().id() != thread::current().id() {
            // If the thread has panicked, its message was printed then.
            let _ = handle.join();
        }
    }
}
// ANCHOR_END: drop

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reactor").finish_non_exhaustive()
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the reactor's lock";
