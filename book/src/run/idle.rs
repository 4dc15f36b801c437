//! When a program has computed enough, and when it does nothing any more.

use super::{Limits, Status};
use crate::supervise::Usage;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// A program is looked at so often before it counts as asleep.
const LOOKS: u32 = 20;

/// Looks are no closer together, and no further apart.
const APART: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));

/// What has come from a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// How many lines and statements so far.
    pub events: usize,
    /// Whether one of them isn't received yet: the program may have to wait until it is.
    pub is_held_up: bool,
}

/// Waits until a program has used its CPU time, or has been asleep for as long as it may: at each of many looks in a
/// row, none of its threads ran or could have, it said nothing since the look before, nothing of what it wrote waited
/// to be read, and all that time it used less than a hundredth of it. So a program is not asleep if a busy machine keeps
/// it from running, or if it waits often and goes on each time.
pub(super) async fn exhausted(
    limits: Limits,
    usage: impl Fn() -> Option<Usage>,
    said: impl Fn() -> Said,
) -> Status {
    if limits.cpu == Duration::MAX && limits.asleep == Duration::MAX {
        return std::future::pending().await;
    }
    let apart = (limits.asleep / LOOKS).clamp(APART.0, APART.1);
    let mut looks = interval_at(Instant::now() + apart, apart);
    // Looks that are late are not made up for: each is to find another moment.
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut sleep = Sleep::default();
    loop {
        looks.tick().await;
        let Some(usage) = usage() else { continue };
        if usage.cpu >= limits.cpu {
            return Status::Computed(limits.cpu);
        }
        let slept = apart * sleep.look(usage, said(), limits.asleep / 100);
        if slept >= limits.asleep {
            return Status::Asleep(limits.asleep);
        }
    }
}

/// Looks in a row that found a program asleep.
#[derive(Debug, Default)]
struct Sleep {
    looks: u32,
    cpu_before: Duration,
    events_before: usize,
}

impl Sleep {
    fn look(&mut self, usage: Usage, said: Said, little: Duration) -> u32 {
        let used = usage.cpu.saturating_sub(self.cpu_before);
        let has_spoken = said.is_held_up || said.events != self.events_before;
        if usage.is_running || has_spoken || used > little {
            *self = Self {
                looks: 0,
                cpu_before: usage.cpu,
                events_before: said.events,
            };
        } else {
            self.looks += 1;
        }
        self.looks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LITTLE: Duration = Duration::from_millis(100);

    fn usage(cpu_ms: u64, is_running: bool) -> Usage {
        Usage {
            cpu: Duration::from_millis(cpu_ms),
            is_running,
        }
    }

    fn said(events: usize, is_held_up: bool) -> Said {
        Said { events, is_held_up }
    }

    #[test]
    fn only_looks_in_a_row_make_a_sleep() {
        let mut sleep = Sleep::default();
        let mut look = |usage, said| sleep.look(usage, said, LITTLE);
        let quiet = said(0, false);
        assert_eq!(look(usage(50, false), quiet), 1);
        assert_eq!(look(usage(90, false), quiet), 2);
        assert_eq!(look(usage(90, true), quiet), 0, "it could run");
        assert_eq!(look(usage(90, false), quiet), 1);
        assert_eq!(look(usage(90, false), said(0, true)), 0, "it is held up");
        assert_eq!(look(usage(180, false), quiet), 1);
        assert_eq!(look(usage(191, false), quiet), 0, "it has run");
        assert_eq!(look(usage(191, false), quiet), 1);
        assert_eq!(
            look(usage(191, false), said(1, false)),
            0,
            "it has said a line"
        );
        assert_eq!(look(usage(191, false), said(1, false)), 1);
    }

    /// As one does whose peer takes a second for each answer, while too little is computed for a clock's tick.
    #[tokio::test(start_paused = true)]
    async fn a_program_that_says_something_now_and_then_is_not_asleep() {
        let limits = Limits {
            asleep: Duration::from_secs(6),
            ..Limits::default()
        };
        let since = Instant::now();
        let says = || match since.elapsed().as_secs() {
            seconds @ 0..60 => said(seconds as usize, false),
            _ => said(60, false),
        };
        let status = exhausted(limits, || Some(usage(0, false)), says).await;
        assert_eq!(status, Status::Asleep(limits.asleep));
        let slept = since.elapsed() - Duration::from_secs(60);
        assert!(slept >= limits.asleep, "{slept:?} after its last word");
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_that_computes_is_never_asleep() {
        let limits = Limits {
            cpu: Duration::from_secs(2),
            asleep: Duration::from_secs(1),
            ..Limits::default()
        };
        let cpu = std::cell::Cell::new(0);
        let computes = || {
            cpu.set(cpu.get() + 20);
            Some(usage(cpu.get(), false))
        };
        let status = exhausted(limits, computes, Said::default).await;
        assert_eq!(status, Status::Computed(limits.cpu));
        let sleeps = || Some(usage(0, false));
        let status = exhausted(limits, sleeps, Said::default).await;
        assert_eq!(status, Status::Asleep(limits.asleep));
    }
}
