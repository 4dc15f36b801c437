//! Where a program has no say in which core runs a thread: macOS takes hints at most.

use super::CoreId;
use std::io;

pub fn allowed() -> io::Result<Vec<CoreId>> {
    Err(no_say())
}

pub fn pin_to(_core: CoreId) -> io::Result<()> {
    Err(no_say())
}

fn no_say() -> io::Error {
    let why = "this system does not let a program choose its core";
    io::Error::new(io::ErrorKind::Unsupported, why)
}
