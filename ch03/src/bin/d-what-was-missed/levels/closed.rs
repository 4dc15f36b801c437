//! A descriptor that somebody has closed behind its owner's back.

use super::Level;
use ch03::os;
use std::io::{self, Write};
use std::os::fd::AsFd;
use trace::trace;

// ANCHOR: closed
pub fn run() -> io::Result<()> {
    let (_reader, pipe) = io::pipe()?;
    trace!("main", "closes a descriptor that is still written to");
    // ANCHOR: each-closed
    for level in Level::ALL {
        // SAFETY: there is one thread so far, and it opens nothing while it writes.
        let result = unsafe { os::while_closed(pipe.as_fd(), || level.write(&pipe, b"lost"))? };
        trace!("{level}", "write {}", level.words(result));
    }
    // ANCHOR_END: each-closed
    let mut stderr = io::stderr();
    // SAFETY: as above.
    let result = unsafe { os::while_closed(io::stderr().as_fd(), || stderr.write_all(b"lost"))? };
    match result {
        Ok(()) => trace!(
            "std",
            "write_all to a standard error that is closed returns Ok"
        ),
        Err(error) => trace!(
            "std",
            "write_all to a standard error that is closed: {error}"
        ),
    }
    Ok(())
}
// ANCHOR_END: closed
