//! A clock that is a file: readable when a time has come. Linux only.
#![expect(
    unsafe_code,
    reason = "the C library's functions for it are called here"
)]

use std::ffi::{c_int, c_long};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;
use std::time::Duration;

const CLOCK_MONOTONIC: c_int = 1;
const TFD_CLOEXEC: c_int = 0o2_000_000;
const TFD_NONBLOCK: c_int = 0o4000;

/// `struct timespec`, where its fields have the size of a register: on every 64-bit Linux.
#[derive(Clone, Copy, Default)]
#[repr(C)]
struct Timespec {
    seconds: c_long,
    nanoseconds: c_long,
}

/// `struct itimerspec`: when, and how long between repetitions; zero for none.
#[repr(C)]
struct Itimerspec {
    interval: Timespec,
    value: Timespec,
}

mod c {
    use super::{Itimerspec, c_int};

    // As timerfd_create(2) declares them.
    unsafe extern "C" {
        pub safe fn timerfd_create(clock: c_int, flags: c_int) -> c_int;
        pub fn timerfd_settime(
            fd: c_int,
            flags: c_int,
            new: *const Itimerspec,
            old: *mut Itimerspec,
        ) -> c_int;
    }
}

// ANCHOR: timerfd
/// A timer that an event queue can wait for, as for any other descriptor.
///
/// Each call that sets it is counted as `timerfd_settime`, for tests that have a budget of them.
#[derive(Debug)]
pub struct Timerfd {
    file: File,
}

impl Timerfd {
    /// Makes a timer that is not set.
    pub fn new() -> io::Result<Self> {
        let fd = c::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just opened this descriptor, so nobody else knows it.
        let fd = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self {
            file: File::from(fd),
        })
    }

    // ANCHOR: timerfd-set
    /// Becomes readable once, this long from now, in place of what was set before.
    ///
    /// A duration of zero does not mean now, it means never: to timerfd_settime(2), zero disarms.
    pub fn set(&self, after: Duration) -> io::Result<()> {
        let new = Itimerspec {
            interval: Timespec::default(),
            value: Timespec {
                seconds: c_long::try_from(after.as_secs()).unwrap_or(c_long::MAX),
                nanoseconds: after.subsec_nanos() as c_long,
            },
        };
        // SAFETY: the kernel reads `new` and is done with it when the call returns; it may leave out
        // the old setting if there is no place for it.
        let returned =
            unsafe { c::timerfd_settime(self.as_raw_fd(), 0, &raw const new, ptr::null_mut()) };
        let result = match returned {
            -1 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        };
        trace::count!("timerfd_settime");
        result
    }
    // ANCHOR_END: timerfd-set

    // ANCHOR: timerfd-read
    /// How often the time has come since it was set or read last; 0 if it has not.
    pub fn read(&self) -> io::Result<u64> {
        let mut times = [0; 8];
        loop {
            match (&self.file).read(&mut times) {
                Ok(_) => return Ok(u64::from_ne_bytes(times)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(0),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    // ANCHOR_END: timerfd-read
}
// ANCHOR_END: timerfd

impl AsFd for Timerfd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl AsRawFd for Timerfd {
    fn as_raw_fd(&self) -> RawFd {
        self.file.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Events, Interest, Poll, Token};
    use std::time::Instant;

    #[test]
    fn the_declarations_are_those_of_the_c_library() {
        assert_eq!(size_of::<Itimerspec>(), size_of::<libc::itimerspec>());
        assert_eq!(CLOCK_MONOTONIC, libc::CLOCK_MONOTONIC);
        assert_eq!(TFD_CLOEXEC, libc::TFD_CLOEXEC);
        assert_eq!(TFD_NONBLOCK, libc::TFD_NONBLOCK);
    }

    #[test]
    fn a_queue_reports_a_timer_when_its_time_has_come_and_not_before() {
        let (mut poll, mut events) = (Poll::new().unwrap(), Events::with_capacity(1));
        let mut timer = Timerfd::new().unwrap();
        poll.registry()
            .register(&mut timer, Token(0), Interest::READABLE)
            .unwrap();
        let begin = Instant::now();
        timer.set(Duration::from_millis(2)).unwrap();
        poll.poll(&mut events, None).unwrap();
        assert!(begin.elapsed() >= Duration::from_millis(2));
        assert_eq!((timer.read().unwrap(), timer.read().unwrap()), (1, 0));
    }

    #[test]
    fn zero_disarms_a_timer() {
        let timer = Timerfd::new().unwrap();
        timer.set(Duration::from_nanos(1)).unwrap();
        timer.set(Duration::ZERO).unwrap();
        let (mut poll, mut events) = (Poll::new().unwrap(), Events::with_capacity(1));
        let mut timer = timer;
        poll.registry()
            .register(&mut timer, Token(0), Interest::READABLE)
            .unwrap();
        poll.poll(&mut events, Some(Duration::ZERO)).unwrap();
        assert!(events.is_empty());
    }
}
