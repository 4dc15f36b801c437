//! Where this step has no instructions to swap stacks with.

use std::io;

/// None that this step knows.
pub const REGISTERS: [&str; 6] = ["?"; 6];

/// Nothing is pushed.
pub const PUSHED: [usize; 3] = [0; 3];

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
pub unsafe extern "C" fn enter(_frame: *mut usize) {
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

/// Never reached.
pub extern "C" fn push_three() {
    unreachable!("the step has ended where it was checked");
}
