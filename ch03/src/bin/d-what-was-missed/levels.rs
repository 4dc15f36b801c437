//! The three levels, each with the words in which it answers.

mod closed;
mod full;
mod interrupted;

use ch03::{c, os, raw};
use std::fmt;
use std::io::{self, ErrorKind, PipeWriter, Write};
use std::os::fd::AsRawFd;
use trace::ends;

pub fn run() -> io::Result<()> {
    raw::available()?;
    closed::run()?;
    all_are_done();
    full::run()?;
    all_are_done();
    interrupted::run()
}

/// States for the timeline that no level's call is under way.
fn all_are_done() {
    for level in Level::ALL {
        ends!("{level}");
    }
}

// ANCHOR: level
#[derive(Clone, Copy)]
enum Level {
    Raw,
    Libc,
    Std,
}

impl Level {
    const ALL: [Self; 3] = [Self::Raw, Self::Libc, Self::Std];

    // ANCHOR: one-write
    /// One `write`, as this level makes it.
    fn write(self, mut pipe: &PipeWriter, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Raw => raw::decode(raw::write(pipe.as_raw_fd(), bytes)),
            Self::Libc => c::write(pipe.as_raw_fd(), bytes),
            Self::Std => pipe.write(bytes),
        }
    }
    // ANCHOR_END: one-write

    /// What the function has returned to whoever called it.
    fn words(self, result: io::Result<usize>) -> String {
        let error = match result {
            Ok(count) => return format!("takes {count} bytes"),
            Err(error) => error,
        };
        let number = error.raw_os_error().unwrap_or_default();
        let name = os::error_name(number).unwrap_or("another error");
        match self {
            Self::Raw => format!("returns -{number}, for {name}"),
            Self::Libc => format!("returns -1, and errno is {number}, for {name}"),
            Self::Std => match error.kind() {
                kind @ (ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                    format!("returns an error, ErrorKind::{kind:?}")
                }
                // There is no kind for a bug of one's own.
                _ => format!("returns an error without a kind: {error}"),
            },
        }
    }
}
// ANCHOR_END: level

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raw => "raw",
            Self::Libc => "libc",
            Self::Std => "std",
        })
    }
}
