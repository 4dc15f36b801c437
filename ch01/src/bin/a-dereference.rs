//! A pointer followed by one instruction: the number that lies there.
#![expect(unsafe_code, reason = "following a pointer by hand is the subject")]

use ch01::deref;
use std::convert::Infallible;
use std::process::ExitCode;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> Result<(), Infallible> {
    let number: u8 = 100;
    let pointer: *const u8 = &number;
    trace!(
        "main",
        "puts 100 into memory and its address into a pointer"
    );
    // SAFETY: the pointer comes from a reference to a variable that is still there.
    let value = unsafe { deref::read(pointer) };
    trace!("cpu", "copies the byte at that address into a register");
    trace!("main", "has {value}");
    Ok(())
}
// ANCHOR_END: run
