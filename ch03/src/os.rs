//! What the steps need from the system and `std` does not have: a pipe that does not wait, a signal
//! that interrupts, a thread's own clock. Linux and macOS.
#![expect(
    unsafe_code,
    reason = "the C library's functions for it are called here"
)]

mod clock;
mod descriptor;
mod signal;

// ANCHOR: platforms
#[cfg(target_os = "linux")]
#[path = "os/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "os/macos.rs"]
mod platform;
// ANCHOR_END: platforms

pub use clock::thread_time;
pub use descriptor::{set_nonblocking, while_closed};
pub use platform::{error_name, thread_delay};
pub use signal::Handler;
