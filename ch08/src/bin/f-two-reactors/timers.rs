//! A reactor for times: it sleeps until the next timer is due, and wakes the task that waits for it.

use ch08::Waker;
use ch08::actor::{self, Actor};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use trace::{runs, waits};

// ANCHOR: timers
/// A handle to the thread that waits for times. The thread ends when the last handle is dropped.
#[derive(Clone)]
pub struct Timers {
    thread: Arc<TimersThread>,
}

// ANCHOR: state
/// When a timer is due, and a number, since two may be due at the same time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimerId {
    due: Instant,
    number: u64,
}

/// What the handles share with the thread.
#[derive(Default)]
struct Shared {
    timers: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The next timer first.
    wakers: BTreeMap<TimerId, Waker>,
    last: u64,
    is_stopped: bool,
}
// ANCHOR_END: state
// ANCHOR_END: timers

/// What the handles share. It's dropped with the last of them.
struct TimersThread {
    shared: Arc<Shared>,
    handle: Option<JoinHandle<()>>,
}

impl TimerId {
    pub fn is_due(&self, now: Instant) -> bool {
        self.due <= now
    }
}

impl Timers {
    /// Starts the thread.
    pub fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let on_thread = Arc::clone(&shared);
        // Stated before its thread runs, so that the timeline has the same lanes in every run.
        waits!("timers", "a timer");
        let thread = thread::Builder::new().name("timers".to_owned());
        let handle =
            thread.spawn(move || actor::during(Actor::Named("timers"), || on_thread.run()))?;
        let handle = Some(handle);
        let thread = Arc::new(TimersThread { shared, handle });
        Ok(Self { thread })
    }

    /// A timer that is due after `duration`. What is later than the clock can say is due in a hundred years.
    pub fn id(&self, now: Instant, duration: Duration) -> TimerId {
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
        let due = now.checked_add(duration).unwrap_or_else(|| now + CENTURY);
        let mut state = self.thread.shared.timers.lock().expect(NO_PANIC);
        state.last += 1;
        let number = state.last;
        TimerId { due, number }
    }

    /// Sees to it that this waker is called when the timer is due, and no other.
    pub fn store(&self, timer: TimerId, waker: &Waker) {
        let waker = waker.clone();
        let before = self
            .thread
            .shared
            .timers
            .lock()
            .expect(NO_PANIC)
            .wakers
            .insert(timer, waker);
        self.thread.shared.changed.notify_one();
        drop(before);
    }

    /// Forgets a timer.
    pub fn remove(&self, timer: TimerId) {
        let forgotten = self
            .thread
            .shared
            .timers
            .lock()
            .expect(NO_PANIC)
            .wakers
            .remove(&timer);
        drop(forgotten);
    }
}

impl Shared {
    // ANCHOR: run
    /// What the thread does.
    fn run(&self) {
        while let Some(waker) = self.next() {
            runs!("timers");
            waker.wake();
            waits!("timers", "a timer");
        }
    }

    // ANCHOR: next
    /// Sleeps until a timer is due, and takes its waker. None if the last handle has gone.
    fn next(&self) -> Option<Waker> {
        let mut state = self.timers.lock().expect(NO_PANIC);
        loop {
            if state.is_stopped {
                return None;
            }
            let now = Instant::now();
            let next = state.wakers.first_entry();
            let left = next
                .as_ref()
                .map(|next| next.key().due.saturating_duration_since(now));
            state = match (next, left) {
                (Some(next), Some(Duration::ZERO)) => return Some(next.remove()),
                (_, Some(left)) => self.changed.wait_timeout(state, left).expect(NO_PANIC).0,
                (_, None) => self.changed.wait(state).expect(NO_PANIC),
            };
        }
    }
    // ANCHOR_END: next
    // ANCHOR_END: run
}

impl Drop for TimersThread {
    fn drop(&mut self) {
        self.shared.timers.lock().expect(NO_PANIC).is_stopped = true;
        self.shared.changed.notify_one();
        let handle = self.handle.take().expect("it's taken only here");
        if handle.thread().id() != thread::current().id() {
            handle.join().expect("the timers' thread doesn't panic");
        }
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the timers' lock";
