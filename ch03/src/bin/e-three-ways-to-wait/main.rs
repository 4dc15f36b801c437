//! Three slow answers, awaited by blocking reads, by busy polling, and by an event queue.

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
#[path = "elsewhere.rs"]
mod three_ways;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod three_ways;

use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(three_ways::run)
}
