//! The channel that the book gives the programs it runs, here as a pipe that the test reads.

use rustix::io::{FdFlags, fcntl_dupfd_cloexec, fcntl_setfd};
use std::io::PipeReader;
use std::os::fd::{AsRawFd, OwnedFd};
use std::process::Command;

/// The variable that tells a program its channel's number.
const VARIABLE: &str = "BOOK_CHANNEL";

/// High, so that the numbers that a program's own descriptors get are those it gets in a terminal.
const LOWEST: i32 = 100;

/// The end that a program writes to.
#[derive(Debug)]
pub struct Channel(OwnedFd);

impl Channel {
    /// A channel, and its other end. It's closed when the program has ended, and whatever that has started.
    pub fn open() -> Option<(Self, PipeReader)> {
        let (reader, writer) = std::io::pipe().expect("a process may have a pipe");
        let writer =
            fcntl_dupfd_cloexec(&writer, LOWEST).expect("there are numbers above a hundred");
        Some((Self(writer), reader))
    }

    /// Lets a command have the channel, and any other that is started before this end is dropped.
    pub fn pass_to(&self, command: &mut Command) {
        fcntl_setfd(&self.0, FdFlags::empty()).expect("it is open");
        command.env(VARIABLE, self.0.as_raw_fd().to_string());
    }
}
