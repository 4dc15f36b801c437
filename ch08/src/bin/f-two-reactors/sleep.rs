//! A future that waits for a time.

use crate::timers::{TimerId, Timers};
use ch08::{Future, PollState, Waker};
use std::time::{Duration, Instant};

// ANCHOR: sleep
/// A future that is ready after `duration`, counted from its first poll, and not earlier.
pub fn sleep(timers: &Timers, duration: Duration) -> Sleep {
    Sleep {
        timers: timers.clone(),
        duration,
        timer: None,
    }
}

/// What [`sleep`] returns.
pub struct Sleep {
    timers: Timers,
    duration: Duration,
    /// None before the first poll.
    timer: Option<TimerId>,
}

// ANCHOR: poll
impl Future for Sleep {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let now = Instant::now();
        let timer = *self
            .timer
            .get_or_insert_with(|| self.timers.id(now, self.duration));
        if timer.is_due(now) {
            return PollState::Ready(());
        }
        self.timers.store(timer, waker);
        PollState::NotReady
    }
}
// ANCHOR_END: poll

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            self.timers.remove(timer);
        }
    }
}
// ANCHOR_END: sleep
