//! The channel as a descriptor, and the system's monotonic clock.

use std::fs::File;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, RawFd};

/// The descriptor that the book left open. It is never closed: the process's end does that.
#[derive(Debug)]
pub struct Channel(ManuallyDrop<File>);

impl Channel {
    /// Takes the descriptor with this number, if it is open.
    pub fn open(number: RawFd) -> Option<Self> {
        let is_open = number > 2 && std::fs::symlink_metadata(format!("/dev/fd/{number}")).is_ok();
        // SAFETY: the descriptor is open, and only the book's own supervisor sets the variable that names it, for a
        // descriptor that nothing else in the process knows of. It's never closed, so no other file gets its number.
        is_open.then(|| Self(ManuallyDrop::new(unsafe { File::from_raw_fd(number) })))
    }

    /// Writes a line in one call, so that the lines of two processes never mix while they fit a pipe's atomic size.
    pub fn write(&mut self, line: &str) {
        // The book may have closed the other end. The program goes on without it.
        let _ = self.0.write_all(line.as_bytes());
    }
}

/// The system's monotonic clock in nanoseconds: all processes of a run have the same one.
pub fn now() -> u64 {
    #[cfg(target_os = "macos")]
    const MONOTONIC: i32 = 6;
    #[cfg(not(target_os = "macos"))]
    const MONOTONIC: i32 = 1;
    #[repr(C)]
    struct Timespec {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    }
    let mut time = Timespec {
        seconds: 0,
        nanoseconds: 0,
    };
    // SAFETY: the pointer is to a `timespec`, which has these two fields on every 64-bit Unix system.
    let result = unsafe { clock_gettime(MONOTONIC, &mut time) };
    debug_assert_eq!(result, 0, "every Unix system has this clock");
    (time.seconds * 1_000_000_000 + time.nanoseconds).unsigned_abs()
}
