//! The time for which the process had a core.

use std::time::Duration;

/// How long the threads of this process have run, all together.
#[derive(Clone, Copy)]
pub struct CpuTime(Duration);

impl CpuTime {
    pub fn now() -> Self {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: the call fills the variable.
        let returned = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
        assert_eq!(returned, 0);
        Self(Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
    }

    pub fn elapsed(self) -> Duration {
        Self::now().0 - self.0
    }
}
