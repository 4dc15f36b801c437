//! A reactor for times. Its thread calls `turn`, sleeps until the time that `turn` returned, or until `ring`, and calls `turn`
//! again. A `ring` that comes before the sleep isn't lost.
//!
//! **Write `add`, `remove` and `turn`,** and choose what keeps the timers:
//!
//! - A turn calls all wakers that are due, in the order of their deadlines, and none early. What they add is for the next
//!   turn.
//! - `add` rings only if the thread might sleep too long.
//! - A removed timer is gone at once, with its waker.
//! - No lock is held while a waker is called or dropped.
//! - A sleep that's longer than the clock can say doesn't panic, and never ends.

use ch08::{Future, PollState, Waker};
// EXERCISE: solution
use std::collections::BTreeMap;
use std::mem;
// EXERCISE: end
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use testing::gap;

/// A time, counted from when the clock was started.
type Time = Duration;

/// A clock, and the sleep of the thread that looks at it.
trait Clock: Send + Sync {
    fn now(&self) -> Time;

    /// Ends the sleep of the reactor's thread. If it doesn't sleep, its next sleep ends at once.
    fn ring(&self);
}

/// When a timer is due, and a number, since two may be due at the same time. A later timer has a higher number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    due: Time,
    number: u64,
}

/// The reactor.
struct Timers {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    // EXERCISE: solution
    /// The next timer first.
    wakers: BTreeMap<Key, Waker>,
    // EXERCISE: skeleton
    // wakers: Vec<(Key, Waker)>,
    // EXERCISE: end
    /// The number of the last timer.
    last: u64,
}

impl Timers {
    fn new(clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::default();
        Self { clock, state }
    }

    /// Sees to it that `waker` is called when it's time.
    fn add(&self, due: Time, waker: Waker) -> Key {
        let mut state = self.lock();
        state.last += 1;
        let number = state.last;
        let key = Key { due, number };
        // EXERCISE: solution
        state.wakers.insert(key, waker);
        let first = state.wakers.first_key_value();
        let is_first = first.is_some_and(|(first, _)| *first == key);
        drop(state);
        // For any other timer, the thread wakes up early enough: for the one that's first.
        if is_first {
            self.clock.ring();
        }
        // EXERCISE: skeleton
        // state.wakers.push((key, waker));
        // EXERCISE: end
        key
    }

    /// Forgets a timer, if its waker hasn't been called.
    fn remove(&self, key: Key) {
        // EXERCISE: solution
        let removed = self.lock().wakers.remove(&key);
        // The lock is released: dropping a waker may run any code.
        drop(removed);
        // EXERCISE: skeleton
        // self.lock().wakers.retain(|(other, _)| *other != key);
        // EXERCISE: end
    }

    /// Calls the wakers that are due. Returns when the next one is.
    fn turn(&self) -> Option<Time> {
        let now = self.clock.now();
        let mut state = self.lock();
        // EXERCISE: solution
        let number = u64::MAX;
        let later = state.wakers.split_off(&Key { due: now, number });
        let due = mem::replace(&mut state.wakers, later);
        let next = state.wakers.first_key_value().map(|(key, _)| key.due);
        drop(state);
        for waker in due.into_values() {
            waker.wake();
        }
        next
        // EXERCISE: skeleton
        // let timers = &mut state.wakers;
        // todo!(
        //     "at {now:?}, call the wakers that are due, of {} timers, and return when the next one is",
        //     timers.len()
        // )
        // EXERCISE: end
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        gap();
        let state = self.state.lock();
        state.expect("nothing that may panic runs under this lock")
    }
}

/// A future that is ready after `duration`, counted from its first poll.
struct Sleep {
    timers: Arc<Timers>,
    duration: Duration,
    /// None before the first poll.
    due: Option<Time>,
    timer: Option<(Key, Waker)>,
}

impl Sleep {
    fn new(timers: &Arc<Timers>, duration: Duration) -> Self {
        Self {
            timers: Arc::clone(timers),
            duration,
            due: None,
            timer: None,
        }
    }

    /// Makes a timer for the waker of the last poll, instead of the timer before.
    fn set(&mut self, due: Time, waker: &Waker) {
        let timer = self.timer.as_ref();
        if timer.is_none_or(|(_, before)| !before.will_wake(waker)) {
            self.cancel();
            let key = self.timers.add(due, waker.clone());
            self.timer = Some((key, waker.clone()));
        }
    }

    fn cancel(&mut self) {
        if let Some((key, _)) = self.timer.take() {
            self.timers.remove(key);
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let now = self.timers.clock.now();
        // EXERCISE: solution
        let due = *self
            .due
            .get_or_insert_with(|| now.saturating_add(self.duration));
        // EXERCISE: skeleton
        // let due = *self.due.get_or_insert_with(|| now + self.duration);
        // EXERCISE: end
        if now >= due {
            return PollState::Ready(());
        }
        self.set(due, waker);
        PollState::NotReady
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[cfg(test)]
#[path = "../checks/timer-reactor.rs"]
mod check;
