//! The numbers and layouts of macOS, which are the same on both processors.

use std::ffi::c_int;
use std::time::Duration;

pub const F_GETFD: c_int = 1;
pub const F_SETFD: c_int = 2;
pub const F_GETFL: c_int = 3;
pub const F_SETFL: c_int = 4;
pub const O_NONBLOCK: c_int = 0x4;

pub const CLOCK_THREAD_CPUTIME_ID: c_int = 16;

pub const SIGUSR1: c_int = 30;

/// `struct sigaction`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Sigaction {
    /// A function's address, or 0 for what the system does by default, or 1 to ignore the signal.
    pub handler: usize,
    /// Which signals wait while the handler runs: one bit for each of 32.
    pub mask: u32,
    pub flags: c_int,
}

impl Sigaction {
    /// Calls a handler, and flags nothing: in particular not `SA_RESTART`.
    pub const fn new(handler: usize) -> Self {
        Self {
            handler,
            mask: 0,
            flags: 0,
        }
    }
}

/// The name that the manual pages give to an error, for those that chapter 3 meets.
pub fn error_name(number: i32) -> Option<&'static str> {
    match number {
        4 => Some("EINTR"),
        9 => Some("EBADF"),
        35 => Some("EAGAIN"),
        _ => None,
    }
}

/// How long the calling thread has been ready to run while others had the cores: not told here.
pub fn thread_delay() -> Option<Duration> {
    None
}
