//! The same line through the system's own library: a function declared by hand makes the call.

use ch03::c::Output;
use std::io::{self, Write};
use std::process::ExitCode;
use trace::trace;

// ANCHOR: line
/// What the function is called here.
const WRITE: &str = if cfg!(windows) { "WriteFile" } else { "write" };

/// Again no line of the trace: nothing prints it but the call itself.
const LINE: &[u8] = b"[kernel] writes this line, which a foreign function handed over\n";
// ANCHOR_END: line

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let bytes = LINE.len();
    trace!("main", "calls the library's {WRITE} with {bytes} bytes");
    let written = Output::stdout().write(LINE)?;
    // The kernel may take fewer than it is offered. Whatever it left goes the same way.
    Output::stdout().write_all(&LINE[written..])?;
    trace!("main", "is told {written}");

    trace!("main", "calls {WRITE} again, for a file that is not open");
    match Output::nowhere().write(LINE) {
        Ok(written) => trace!("main", "is told {written}"),
        Err(error) => report(&error),
    }
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: report
/// The function tells that it failed, and another place tells why.
fn report(error: &io::Error) {
    let (told, place) = match cfg!(windows) {
        true => ("FALSE", "GetLastError"),
        false => ("-1", "errno"),
    };
    let number = error.raw_os_error().unwrap_or_default();
    trace!("main", "is told {told}, and {place} says {number}: {error}");
}
// ANCHOR_END: report
