//! Where the Windows switch cannot run.

use std::io;
use trace::trace;

/// Says so.
pub fn run() -> io::Result<()> {
    trace!("main", "runs no fibers with it: this is not Windows x64");
    Ok(())
}
