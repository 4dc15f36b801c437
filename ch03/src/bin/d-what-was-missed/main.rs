//! A closed descriptor, a full pipe, a signal: what each level says of them, and what it keeps to itself.

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
#[path = "elsewhere.rs"]
mod levels;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod levels;

use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(levels::run)
}
