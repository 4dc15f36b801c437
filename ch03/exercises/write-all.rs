//! `write` may take a part of what it is offered, and a signal may end it before it has taken
//! anything. This `write_all` loses bytes by the one and gives up at the other. **Repair it.**
//!
//! It is right when
//!
//! - every byte reaches the kernel once, in order,
//! - `Interrupted` only costs another call,
//! - any other error ends it, and comes with the number of bytes that were written before,
//! - a `write` that takes nothing ends it too, as `ErrorKind::WriteZero`: the next one would take
//!   nothing either,
//! - each call offers all that is left, and no call is made when nothing is.
//!
//! The output shows what the kernel is offered, and what it takes.

use std::io;

/// Why not everything was written, and how much was.
#[derive(Debug)]
pub struct Unfinished {
    /// The kernel has these; whoever tries again starts behind them.
    pub written: usize,
    /// What ended it.
    pub error: io::Error,
}

/// Writes all the bytes, by as many calls of `write` as it takes.
pub fn write_all(
    mut write: impl FnMut(&[u8]) -> io::Result<usize>,
    bytes: &[u8],
) -> Result<(), Unfinished> {
    match write(bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(Unfinished { written: 0, error }),
    }
}

#[cfg(test)]
#[path = "../checks/write-all.rs"]
mod check;
