//! Any number of timers, and one descriptor in the queue: a timerfd, set to the earliest of them.
//!
//! It works, but it is wasteful. Every `insert` sets the clock, and every report fires one timer,
//! even if a hundred are due. **Make it cheap**: set the clock only when the earliest time has
//! changed and there is one to wait for, and let one report fire everything that is due, earliest
//! first, in the order of insertion where times are equal.
//!
//! The check counts the calls of `timerfd_settime` and of the queue; the output shows who is due
//! together.

use ch04::timerfd::Timerfd;
use ch04::{Interest, Registry, Token, Trigger};
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};
use trace::trace;

#[cfg(not(target_os = "linux"))]
compile_error!("this exercise needs Linux, which alone has timerfd");

/// Timers with a name each, on one clock.
#[derive(Debug)]
pub struct Timers {
    clock: Timerfd,
    /// By time; the number makes keys of equal times different, and is larger for a later insert.
    due: BTreeMap<(Instant, u64), String>,
    inserted: u64,
}

impl Timers {
    /// No timers yet; the queue reports the clock under this token when one is due.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let mut clock = Timerfd::new()?;
        registry.register_with(&mut clock, token, Interest::READABLE, Trigger::Level)?;
        Ok(Self {
            clock,
            due: BTreeMap::new(),
            inserted: 0,
        })
    }

    /// Adds a timer, which may be due already.
    pub fn insert(&mut self, at: Instant, name: &str) -> io::Result<()> {
        let key = (at, self.inserted);
        self.inserted += 1;
        self.due.insert(key, name.to_owned());
        self.set_clock()
    }

    /// Takes out the timers that are due now; called when the queue reports the clock.
    pub fn fire(&mut self) -> io::Result<Vec<String>> {
        // The clock has gone off; without this, the queue would report it for ever.
        self.clock.read()?;
        let now = Instant::now();
        let mut fired = Vec::new();
        if let Some(first) = self.due.first_entry()
            && first.key().0 <= now
        {
            fired.push(first.remove());
        }
        self.set_clock()?;
        trace!("timers", "fire {}", fired.join(", "));
        Ok(fired)
    }

    /// Sets the clock to the earliest timer. If that is past, to the shortest time there is: zero
    /// would not mean now, it would stop the clock.
    fn set_clock(&self) -> io::Result<()> {
        let Some(((at, _), name)) = self.due.first_key_value() else {
            trace!("timers", "stop the clock");
            return self.clock.set(Duration::ZERO);
        };
        trace!("timers", "set the clock to {name}");
        let after = at.saturating_duration_since(Instant::now());
        self.clock.set(after.max(Duration::from_nanos(1)))
    }
}

#[cfg(test)]
#[path = "../checks/timer.rs"]
mod check;
