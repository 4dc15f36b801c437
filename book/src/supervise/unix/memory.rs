//! What happens when a program takes all the memory there is.

#[cfg(target_os = "linux")]
use std::fs::{read_to_string, write};

/// How Linux weighs this process, and what it starts from now on, when it has to end one.
#[cfg(target_os = "linux")]
const WEIGHT: &str = "/proc/self/oom_score_adj";

/// Starts a program that the system ends before any other when memory is short: not the browser in
/// which its page is read.
#[cfg(target_os = "linux")]
pub fn first_to_go<T>(start: impl FnOnce() -> T) -> T {
    let own = read_to_string(WEIGHT);
    // Where this cannot be said, the program is one among the others.
    let _ = write(WEIGHT, "1000");
    let started = start();
    if let Ok(own) = own {
        let _ = write(WEIGHT, own.trim());
    }
    started
}

/// Elsewhere the system chooses by itself.
#[cfg(not(target_os = "linux"))]
pub fn first_to_go<T>(start: impl FnOnce() -> T) -> T {
    start()
}
