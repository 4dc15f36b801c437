//! The numbers and layouts of 64-bit Linux, for x86-64 and aarch64, with glibc or musl.

use std::ffi::{c_int, c_ulong};
use std::time::Duration;

pub const F_GETFD: c_int = 1;
pub const F_SETFD: c_int = 2;
pub const F_GETFL: c_int = 3;
pub const F_SETFL: c_int = 4;
pub const O_NONBLOCK: c_int = 0o4000;

pub const CLOCK_THREAD_CPUTIME_ID: c_int = 3;

pub const SIGUSR1: c_int = 10;

// ANCHOR: sigaction
/// `struct sigaction` as the C library has it; the kernel's own has another order.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Sigaction {
    /// A function's address, or 0 for what the system does by default, or 1 to ignore the signal.
    pub handler: usize,
    /// Which signals wait while the handler runs: one bit for each of 1024.
    pub mask: [c_ulong; 16],
    pub flags: c_int,
    pub restorer: usize,
}

impl Sigaction {
    /// Calls a handler, and flags nothing: in particular not `SA_RESTART`.
    pub const fn new(handler: usize) -> Self {
        Self {
            handler,
            mask: [0; 16],
            flags: 0,
            restorer: 0,
        }
    }
}
// ANCHOR_END: sigaction

/// The name that the manual pages give to an error, for those that chapter 3 meets.
pub fn error_name(number: i32) -> Option<&'static str> {
    match number {
        4 => Some("EINTR"),
        9 => Some("EBADF"),
        11 => Some("EAGAIN"),
        _ => None,
    }
}

// ANCHOR: thread-delay
/// How long the calling thread has been ready to run while others had the cores: the second of the
/// numbers that the scheduler keeps for each thread. None where it keeps none.
pub fn thread_delay() -> Option<Duration> {
    let numbers = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = numbers.split_whitespace().nth(1)?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
// ANCHOR_END: thread-delay
