//! The level in the middle: the functions of the system's own library, declared by hand.
//!
//! On Unix that is the C library, which turns a call into the instruction and an error into -1 and
//! `errno`. On Windows it is `kernel32`, whose functions are the lowest that Microsoft documents.
#![expect(unsafe_code, reason = "foreign functions are what this file is for")]

// ANCHOR: platforms
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::{Output, check, close, errno, read, write};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::{Handle, Output, write};
// ANCHOR_END: platforms
