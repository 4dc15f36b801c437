//! One hundred thousand parked fibers, and the memory that each takes, beside OS threads.
//!
//! With the argument `exact` it also prints what no two runs have in common.

mod fibers;
mod memory;
mod report;
mod threads;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    threads::run(1_000)?;
    fibers::run(100_000)
}
