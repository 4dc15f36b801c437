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

/// No register is known here.
#[derive(Debug, Default)]
pub struct Context;

/// Never reached.
///
/// # Safety
///
/// Nothing is asked for.
pub unsafe fn plant(stack: &Stack, function: extern "C" fn()) -> Context {
    let _end = crate::runtime::finish as *const ();
    unreachable!("{function:?} cannot run below {:?}", stack.top());
}

/// Never reached.
///
/// # Safety
///
/// Nothing is asked for.
pub unsafe extern "C" fn switch(_from: *mut Context, _to: *const Context) {
    unreachable!("the step has ended where it was checked");
}
