//! A fiber recurses too deep. Without a guard its neighbour pays, and nobody notices; with one it is stopped, and named.

#[cfg(unix)]
mod dig;
#[cfg(unix)]
mod guarded;
#[cfg(unix)]
mod last_words;
#[cfg(unix)]
mod parent;
#[cfg(not(unix))]
#[path = "elsewhere.rs"]
mod parent;
#[cfg(unix)]
mod side_by_side;
#[cfg(unix)]
mod stack;

use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(parent::run)
}
