//! Where a process is not told of a fault by a signal, as on Windows.

use super::Death;
use std::io;
use std::process::Command;

/// Fails: there are no signals.
pub fn report_on_stderr() -> io::Result<()> {
    Err(no_signals())
}

/// Fails: there are no signals. The command is not started.
pub fn of(_command: &mut Command) -> io::Result<Death> {
    Err(no_signals())
}

fn no_signals() -> io::Error {
    let why = "this system reports a fault in another way than by a signal; on Windows, run it inside WSL 2";
    io::Error::new(io::ErrorKind::Unsupported, why)
}
