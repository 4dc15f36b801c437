//! Where this step has no instructions to swap stacks with.

use crate::stack::Stack;
use std::io;

/// Whether the step runs here, or why not.
pub fn check() -> io::Result<()> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "this step swaps stacks on Linux and macOS, on x86-64 and aarch64; \
         on Windows, e-fibers-windows does",
    ))
}

/// Never reached.
///
/// # Safety
///
/// Nothing is asked for.
pub unsafe extern "C" fn enter(_argument: &Stack, _sp: *const usize) {
    unreachable!("the step has ended where it was checked");
}

/// Never reached.
///
/// # Safety
///
/// Nothing is asked for.
pub unsafe extern "C" fn back() {
    unreachable!("the step has ended where it was checked");
}
