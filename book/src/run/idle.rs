//! When a program has computed enough, and when it does nothing any more.

use super::{Limits, Status};
use crate::supervise::Usage;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// A program is looked at so often before it counts as asleep.
const LOOKS: u32 = 20;

/// Looks are no closer together, and no further apart.
const APART: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(500));

/// Waits until a program has used its CPU time, or has been asleep for as long as it may: at each of many looks in a
/// row, none of its threads ran or could have, nothing of what it wrote waited to be read, and all that time it used
/// less than a hundredth of it. A program that a busy machine keeps from running is not asleep.
pub(super) async fn exhausted(
    limits: Limits,
    usage: impl Fn() -> Option<Usage>,
    is_held_up: impl Fn() -> bool,
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
        let slept = apart * sleep.look(usage, is_held_up(), limits.asleep / 100);
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
}

impl Sleep {
    fn look(&mut self, usage: Usage, is_held_up: bool, little: Duration) -> u32 {
        let used = usage.cpu.saturating_sub(self.cpu_before);
        if usage.is_running || is_held_up || used > little {
            *self = Self {
                looks: 0,
                cpu_before: usage.cpu,
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

    #[test]
    fn only_looks_in_a_row_make_a_sleep() {
        let mut sleep = Sleep::default();
        let mut look = |usage, is_held_up| sleep.look(usage, is_held_up, LITTLE);
        assert_eq!(look(usage(50, false), false), 1);
        assert_eq!(look(usage(90, false), false), 2);
        assert_eq!(look(usage(90, true), false), 0, "it could run");
        assert_eq!(look(usage(90, false), false), 1);
        assert_eq!(look(usage(90, false), true), 0, "it is held up");
        assert_eq!(look(usage(180, false), false), 1);
        assert_eq!(look(usage(191, false), false), 0, "it has run");
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
        let status = exhausted(limits, computes, || false).await;
        assert_eq!(status, Status::Computed(limits.cpu));
        let sleeps = || Some(usage(0, false));
        let status = exhausted(limits, sleeps, || false).await;
        assert_eq!(status, Status::Asleep(limits.asleep));
    }
}
