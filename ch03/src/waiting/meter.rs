//! What a wait costs.

use crate::os::{thread_delay, thread_time};
use std::fmt;
use std::io;
use std::time::{Duration, Instant};
use trace::Log;

// ANCHOR: meter
/// What the calling thread spends from now on. System calls are counted by the fence that makes
/// them, [`crate::c::check`]; nothing here is estimated.
#[derive(Debug)]
pub struct Meter {
    calls: Log,
    begun: Instant,
    before: Times,
}

/// Where a thread's time has gone.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// All of it, by the clock on the wall.
    pub passed: Duration,
    /// On a core.
    pub used: Duration,
    /// In line for a core, which others had; zero where the system does not say. What is left is
    /// sleep.
    pub in_line: Duration,
}

impl Meter {
    /// Starts to measure.
    pub fn start() -> io::Result<Self> {
        let begun = Instant::now();
        Ok(Self {
            before: Times::since(begun)?,
            begun,
            calls: Log::start(),
        })
    }

    /// How often a system call was made.
    pub fn calls(&self, name: &str) -> usize {
        self.calls.counted(name)
    }

    /// Where the time has gone so far.
    pub fn times(&self) -> io::Result<Times> {
        let now = Times::since(self.begun)?;
        Ok(Times {
            passed: now.passed,
            used: now.used - self.before.used,
            in_line: now.in_line.saturating_sub(self.before.in_line),
        })
    }
}
// ANCHOR_END: meter

impl Times {
    /// What has passed since then, and what this thread has used in its whole life.
    fn since(begun: Instant) -> io::Result<Self> {
        Ok(Self {
            in_line: thread_delay().unwrap_or_default(),
            used: thread_time()?,
            passed: begun.elapsed(),
        })
    }
}

// ANCHOR: cpu-time
/// How a thread has spent its wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuTime {
    /// It has slept, apart from moments.
    NextToNone,
    /// It has run whenever the scheduler let it.
    AllItCouldGet,
}

impl From<Times> for CpuTime {
    /// Whoever sleeps uses far less than a fiftieth of the time. On a crowded machine so may a
    /// thread that never sleeps; but it has stood in line for the rest.
    fn from(times: Times) -> Self {
        let Times {
            passed,
            used,
            in_line,
        } = times;
        let slept = passed.saturating_sub(used).saturating_sub(in_line);
        match used < passed / 50 && slept > passed / 10 {
            true => Self::NextToNone,
            false => Self::AllItCouldGet,
        }
    }
}

impl fmt::Display for CpuTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NextToNone => "next to no CPU time",
            Self::AllItCouldGet => "all the CPU time it could get",
        })
    }
}
// ANCHOR_END: cpu-time

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    /// A wait of this length, with the CPU time that it took, and the time in line for more.
    fn class(passed: u64, used: u64, in_line: u64) -> CpuTime {
        CpuTime::from(Times {
            passed: Duration::from_millis(passed),
            used: Duration::from_millis(used),
            in_line: Duration::from_millis(in_line),
        })
    }

    #[test]
    fn the_line_is_far_from_both_classes() {
        // A thread that sleeps, in real time, in the ordered mode, and where cores are hard to get.
        assert_eq!(class(3000, 1, 0), CpuTime::NextToNone);
        assert_eq!(class(150, 1, 0), CpuTime::NextToNone);
        assert_eq!(class(150, 2, 60), CpuTime::NextToNone);
        assert_eq!(class(400, 2, 340), CpuTime::NextToNone);
        // A thread that never sleeps, alone on its core, with others, and with very many others.
        assert_eq!(class(150, 150, 0), CpuTime::AllItCouldGet);
        assert_eq!(class(150, 30, 120), CpuTime::AllItCouldGet);
        assert_eq!(class(150, 1, 149), CpuTime::AllItCouldGet);
        // The same where no line is known of.
        assert_eq!(class(150, 15, 0), CpuTime::AllItCouldGet);
    }

    #[test]
    fn a_thread_that_sleeps_uses_next_to_nothing() {
        let meter = Meter::start().unwrap();
        thread::sleep(Duration::from_millis(200));
        let times = meter.times().unwrap();
        assert_eq!(CpuTime::from(times), CpuTime::NextToNone, "{times:?}");
    }

    #[test]
    fn a_thread_that_does_not_sleep_uses_all_it_can_get() {
        let meter = Meter::start().unwrap();
        while meter.begun.elapsed() < Duration::from_millis(100) {}
        let times = meter.times().unwrap();
        assert_eq!(CpuTime::from(times), CpuTime::AllItCouldGet, "{times:?}");
    }

    #[test]
    fn calls_are_counted_from_the_start_and_for_this_thread() {
        use crate::c;
        c::write(-1, b"x").unwrap_err();
        let meter = Meter::start().unwrap();
        thread::spawn(|| c::write(-1, b"x").unwrap_err())
            .join()
            .unwrap();
        assert_eq!(meter.calls("write"), 0);
        c::write(-1, b"x").unwrap_err();
        c::write(-1, b"x").unwrap_err();
        assert_eq!((meter.calls("write"), meter.calls("read")), (2, 0));
    }
}
