//! The fence around foreign calls.

use std::ffi::c_int;
use std::io;

/// A returned -1 becomes the error that `errno` tells.
pub(crate) fn check(returned: c_int) -> io::Result<c_int> {
    match returned {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}
