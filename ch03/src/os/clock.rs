//! How long a thread has run, which is not how long it has been there.

use super::platform::CLOCK_THREAD_CPUTIME_ID;
use crate::c::check;
use std::ffi::c_int;
use std::io;
use std::time::Duration;

/// `struct timespec` of a 64-bit system.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

mod ffi {
    use super::{Timespec, c_int};

    // As clock_gettime(2) declares it.
    unsafe extern "C" {
        pub fn clock_gettime(clock: c_int, time: *mut Timespec) -> c_int;
    }
}

// ANCHOR: thread-time
/// How much time the processor has spent on the calling thread, in the kernel and outside.
///
/// It stands still while the thread waits, and while others have its core.
pub fn thread_time() -> io::Result<Duration> {
    let mut time = Timespec::default();
    // SAFETY: the pointer is to a timespec on this stack, and nothing else is written to.
    let returned = unsafe { ffi::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    check("clock_gettime", returned as isize)?;
    // Neither is negative: the clock starts with the thread, at zero.
    let (seconds, nanoseconds) = (time.seconds as u64, time.nanoseconds as u32);
    Ok(Duration::new(seconds, nanoseconds))
}
// ANCHOR_END: thread-time

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Instant;

    #[test]
    fn the_declarations_are_those_of_the_c_library() {
        assert_eq!(size_of::<Timespec>(), size_of::<libc::timespec>());
        assert_eq!(
            CLOCK_THREAD_CPUTIME_ID,
            libc::CLOCK_THREAD_CPUTIME_ID as c_int
        );
    }

    #[test]
    fn the_clock_runs_while_the_thread_works_and_for_this_thread_alone() {
        let before = thread_time().unwrap();
        while thread_time().unwrap() < before + Duration::from_millis(5) {}
        let others = thread::spawn(|| thread_time().unwrap()).join().unwrap();
        assert!(others < thread_time().unwrap());
    }

    #[test]
    fn the_clock_is_never_ahead_of_the_one_on_the_wall() {
        let (wall, before) = (Instant::now(), thread_time().unwrap());
        thread::sleep(Duration::from_millis(5));
        let used = thread_time().unwrap() - before;
        assert!(used < wall.elapsed());
    }
}
