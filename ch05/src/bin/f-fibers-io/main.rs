//! Five requests on one thread, each written as if it blocked, and all of them wait at the same time.

#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod requests;
#[cfg(unix)]
mod requests;

use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(requests::run)
}
