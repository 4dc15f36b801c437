//! The one place that knows which system this is.
//!
//! A platform's module has a `Selector` (the queue), an `Event` (as the kernel writes it), a
//! `Waker`, and the foreign declarations that they stand on, as `ffi`.

// ANCHOR: platforms
#[cfg(any(target_os = "linux", target_os = "android"))]
mod epoll;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub use epoll::{Event, Selector, Waker, ffi};

#[cfg(target_os = "macos")]
mod kqueue;
#[cfg(target_os = "macos")]
pub use kqueue::{Event, Selector, Waker, ffi};

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos")))]
compile_error!(
    "chapter 4 needs epoll (Linux) or kqueue (macOS); on Windows, build and run it inside WSL 2"
);
// ANCHOR_END: platforms

// ANCHOR: check
use std::ffi::c_int;
use std::io;

/// The fence around every foreign call: a returned -1 becomes the error that `errno` tells.
///
/// Each call is counted under its name, for tests that have a budget of them.
fn check(name: &'static str, returned: c_int) -> io::Result<c_int> {
    let result = match returned {
        // First of all, since whatever else is called may set `errno` anew.
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    };
    trace::count!(name);
    result
}
// ANCHOR_END: check
