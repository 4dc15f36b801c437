//! A world in which attempts are made. What a loop does with them is judged as it happens.

#[path = "timed.rs"]
mod timed;

use ch09::Future;
use std::cell::Cell;
use std::ptr::NonNull;
use timed::{Attempt, Deadline, Timed};
use trace::trace;

/// How many ticks an attempt takes, and whether it succeeds.
pub type Plan = (u32, bool);

/// What has happened in a call of `retry`.
#[derive(Default)]
pub struct World {
    /// The last plan is for all further attempts, too.
    plans: &'static [Plan],
    /// The tick at which the time is up.
    deadline: u32,
    /// Whether it says what happens, and finds fault with it.
    is_watched: bool,
    now: Cell<u32>,
    made: Cell<u32>,
    /// How many attempts have been made since the deadline was last polled.
    made_since: Cell<u32>,
    is_up: Cell<bool>,
    /// The attempt that's there.
    current: Cell<Option<u32>>,
    /// Whether the last attempt has been polled, and whether it has failed.
    is_polled: Cell<bool>,
    has_failed: Cell<bool>,
    /// How many futures are there.
    futures: Cell<u32>,
    /// Counts the moments at which something could have been moved. It's also written into the futures that are pinned.
    stamp: Cell<u32>,
    pinned: [Cell<Option<NonNull<Cell<u32>>>>; 2],
}

/// The two futures' places in `pinned`.
const DEADLINE: usize = 0;
const ATTEMPT: usize = 1;

impl World {
    pub fn new(plans: &'static [Plan], deadline: u32) -> Self {
        let is_watched = true;
        Self {
            plans,
            deadline,
            is_watched,
            ..Self::default()
        }
    }

    /// One that says nothing and finds no fault, so it allocates nothing.
    pub fn unwatched(plans: &'static [Plan], deadline: u32) -> Self {
        let is_watched = false;
        Self {
            is_watched,
            ..Self::new(plans, deadline)
        }
    }

    /// How many attempts have been made.
    pub fn made(&self) -> u32 {
        self.made.get()
    }

    /// How many futures haven't been dropped.
    pub fn left(&self) -> u32 {
        self.futures.get()
    }

    pub fn deadline(&self) -> impl Future<Output = ()> {
        Deadline {
            timed: Timed::new(self, DEADLINE),
        }
    }

    /// Makes the next attempt.
    pub fn make(&self) -> impl Future<Output = Option<u32>> {
        let number = self.made.get() + 1;
        assert!(number < 100, "attempts are made again and again");
        if self.is_watched {
            self.may_make(number);
            trace!("attempt {number}", "is made");
            self.stamp();
        }
        self.made.set(number);
        self.made_since.set(self.made_since.get() + 1);
        self.current.set(Some(number));
        self.is_polled.set(false);
        self.has_failed.set(false);
        let plan = self.plans.get(number as usize - 1).or(self.plans.last());
        Attempt {
            timed: Timed::new(self, ATTEMPT),
            number,
            plan: *plan.expect("there's a plan"),
        }
    }

    fn may_make(&self, number: u32) {
        let last = self.made.get();
        assert!(
            last == 0 || self.has_failed.get(),
            "attempt {last} hasn't failed, and attempt {number} is made"
        );
        assert!(
            self.current.get().is_none(),
            "attempt {last} has failed, and is still there when attempt {number} is made"
        );
        assert!(
            !self.is_up.get(),
            "the time is up, and attempt {number} is made"
        );
        assert!(
            self.made_since.get() < 2,
            "attempt after attempt fails at once, and the deadline isn't polled\n\
             As long as that goes on, the time is never up."
        );
    }

    /// Sleeps for a tick.
    pub fn sleep(&self) {
        let now = self.now.get() + 1;
        assert!(now < 100, "the thread sleeps again and again");
        if self.is_watched {
            self.may_sleep();
            trace!("main", "sleeps for a tick");
            self.stamp();
        }
        self.now.set(now);
    }

    /// Writes into the futures that are pinned. What was moved doesn't get it.
    fn stamp(&self) {
        let stamp = self.stamp.get() + 1;
        self.stamp.set(stamp);
        for pinned in self.pinned.iter().filter_map(Cell::get) {
            // SAFETY: the future is pinned, and takes the pointer back when it's dropped. It's never used but as shared.
            unsafe { pinned.as_ref() }.set(stamp);
        }
    }

    fn may_sleep(&self) {
        let last = self.made.get();
        assert!(
            !self.has_failed.get(),
            "attempt {last} has failed, and the thread sleeps before the next one is made\n\
             Nothing wakes the thread for that."
        );
        assert!(
            self.is_polled.get(),
            "the thread sleeps, and attempt {last} hasn't been polled\n\
             The attempt has no waker yet, so nothing wakes the thread for it."
        );
        assert!(
            self.made_since.get() == 0,
            "the thread sleeps, and the deadline hasn't been polled since attempt {last} was made"
        );
    }
}
