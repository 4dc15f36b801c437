//! A pipe that nobody reads from, and that does not wait.

use super::Level;
use ch03::os;
use std::io::{self, PipeWriter, Write};
use std::os::fd::AsFd;
use trace::trace;

// ANCHOR: full
pub fn run() -> io::Result<()> {
    let many = too_many();
    trace!(
        "main",
        "writes 4 MiB to a pipe that does not wait, and that nobody reads"
    );
    // ANCHOR: each-full
    for level in Level::ALL {
        let (_reader, pipe) = io::pipe()?;
        os::set_nonblocking(pipe.as_fd(), true)?;
        let taken = level.write(&pipe, &many)?;
        let part = if taken < many.len() { "a part" } else { "all" };
        let refused = fill(&pipe, level);
        trace!(
            "{level}",
            "write takes {part}; in the end it {}",
            level.words(refused)
        );
    }
    // ANCHOR_END: each-full
    let (_reader, mut pipe) = io::pipe()?;
    os::set_nonblocking(pipe.as_fd(), true)?;
    if let Err(error) = pipe.write_all(&many) {
        let kind = error.kind();
        trace!(
            "std",
            "write_all returns an error, ErrorKind::{kind:?}, and not how much it wrote"
        );
    }
    Ok(())
}

/// More bytes than any system keeps in a pipe.
fn too_many() -> Vec<u8> {
    vec![0; 4 << 20]
}

// ANCHOR: fill
/// Writes until nothing more is taken, and gives what was said then.
fn fill(pipe: &PipeWriter, level: Level) -> io::Result<usize> {
    let many = too_many();
    loop {
        level.write(pipe, &many)?;
    }
}
// ANCHOR_END: fill
// ANCHOR_END: full

// ANCHOR: full-pipe
/// A pipe in which there is no room for a single byte, and whose writers wait.
pub fn full_pipe() -> io::Result<(io::PipeReader, PipeWriter)> {
    let (reader, writer) = io::pipe()?;
    os::set_nonblocking(writer.as_fd(), true)?;
    // The error is what it is filled for.
    let _ = fill(&writer, Level::Std);
    os::set_nonblocking(writer.as_fd(), false)?;
    Ok((reader, writer))
}
// ANCHOR_END: full-pipe
