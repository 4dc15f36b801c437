//! The same line through std: whole lines, kinds of errors, and no descriptor to get wrong.

use ch03::c::Output;
use std::io::{self, Write};
use std::process::ExitCode;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    trace!("main", "writes a line to std's stdout");
    io::stdout().write_all(b"[kernel] writes this line, which std handed over\n")?;

    trace!(
        "main",
        "writes a line in two halves, and another one in between past std"
    );
    overtake()?;

    trace!("main", "writes to a pipe that nobody will read");
    match write_to_nobody() {
        Ok(written) => trace!("main", "is told {written}"),
        Err(error) => trace!("main", "is told {:?}", error.kind()),
    }
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: overtake
/// The first half is no line yet: std keeps it until the second one comes.
fn overtake() -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(b"[std] was given the first half ")?;
    Output::stdout().write_all(b"[kernel] writes this line, which overtook the first half\n")?;
    stdout.write_all(b"and passes on the whole line\n")
}
// ANCHOR_END: overtake

// ANCHOR: nobody
/// Who owns an end of the pipe can use it. The reader is dropped here, and so it is closed.
fn write_to_nobody() -> io::Result<usize> {
    let (reader, mut writer) = io::pipe()?;
    drop(reader);
    writer.write(b"is anybody there?")
}
// ANCHOR_END: nobody
