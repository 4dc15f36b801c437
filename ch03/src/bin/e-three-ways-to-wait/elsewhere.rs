//! Where there is neither epoll nor kqueue.

use std::io;
use trace::trace;

// ANCHOR: run
pub fn run() -> io::Result<()> {
    trace!(
        "main",
        "finds neither epoll nor kqueue: Windows has completion ports \
         in their place; run this step inside WSL 2"
    );
    Ok(())
}
// ANCHOR_END: run
