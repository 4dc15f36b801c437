//! Chapter 3: system calls and layers over them.
//!
//! The layer: [`raw`] asks the kernel by one instruction, [`c`] by the C library's functions. What
//! they have in common is an `Output`, to which [`std::io::Write`] writes.
//!
//! Beside it, `os` has what the steps need to be interrupted, refused and timed, and `waiting` the
//! least of an event queue.
//!
//! Steps: `a-raw-syscall`, `b-libc-syscall`, `c-std`, `d-what-was-missed`, `e-three-ways-to-wait`.
//!
//! Exercises: `raw-pipe`, `errno`, `write-all`.
#![deny(unsafe_code)]

pub mod c;
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub mod os;
pub mod raw;
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub mod waiting;
