//! Standard output by one instruction: a system call with nobody in between.

use ch03::raw::{self, Output};
use std::io::{self, Write};
use std::process::ExitCode;
use trace::trace;

// ANCHOR: line
/// Looks like a line of the trace, but is none: nothing prints it but the call itself.
const LINE: &[u8] = b"[kernel] writes this line, which one instruction handed over\n";
// ANCHOR_END: line

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    raw::available()?;

    let bytes = LINE.len();
    trace!(
        "main",
        "calls write: descriptor 1, and where {bytes} bytes are"
    );
    let answer = raw::write(1, LINE);
    // The kernel may take fewer than it is offered. Whatever it left goes the same way.
    let written = raw::decode(answer)?;
    Output::stdout().write_all(&LINE[written..])?;
    trace!("main", "is answered {answer}");

    for fd in [-1, 9999] {
        trace!(
            "main",
            "calls write: descriptor {fd}, and where the bytes are"
        );
        let answer = raw::write(fd, LINE);
        trace!("main", "is answered {answer}");
        report(answer);
    }
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: report
/// What an answer means is up to whoever asked; the kernel has no other way to say it.
fn report(answer: isize) {
    match raw::decode(answer) {
        Ok(bytes) => trace!("main", "decodes it: {bytes} bytes were written"),
        Err(error) => trace!("main", "decodes it: {error}"),
    }
}
// ANCHOR_END: report
