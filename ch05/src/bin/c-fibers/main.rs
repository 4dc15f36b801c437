//! Two fibers count to 10 and to 15 and take turns: functions that nobody calls, on stacks of their own.
#![expect(unsafe_code, reason = "the compiler knows nothing of a second stack")]

mod counting;
mod fiber;
mod runtime;
mod stack;
#[cfg(all(unix, target_arch = "aarch64"))]
#[path = "aarch64.rs"]
mod switch;
#[cfg(not(all(unix, any(target_arch = "aarch64", target_arch = "x86_64"))))]
#[path = "elsewhere.rs"]
mod switch;
#[cfg(all(unix, target_arch = "x86_64"))]
#[path = "x86_64.rs"]
mod switch;
#[cfg(test)]
mod tests;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    switch::check()?;
    counting::run()
}
