//! What the step `e-three-ways-to-wait` waits with, and measures by.
//!
//! The queue is the least that one can be: to create it, to add a descriptor to it, to wait. Chapter
//! 4 builds a proper one.

mod meter;

// ANCHOR: platforms
#[cfg(target_os = "linux")]
#[path = "waiting/epoll.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "waiting/kqueue.rs"]
mod platform;
// ANCHOR_END: platforms

pub use meter::{CpuTime, Meter};
pub use platform::Queue;

use crate::c;
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;

// ANCHOR: read
/// Reads what is there, and says how much; 0 is the end.
///
/// A signal says nothing about the stream, so a call that it has broken off is made again. That is
/// decided here, and nowhere else.
pub fn read(stream: &impl AsRawFd, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match c::read(stream.as_raw_fd(), bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
// ANCHOR_END: read
