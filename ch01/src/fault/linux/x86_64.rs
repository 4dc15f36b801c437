//! Where Linux keeps what an x86-64 CPU said about a fault.

use crate::fault::Access;
use std::ffi::c_void;

/// The beginning of `ucontext_t`, down to the registers as they were at the fault.
#[repr(C)]
struct Context {
    flags: u64,
    link: usize,
    stack: [usize; 3],
    registers: [u64; 23],
}

// The CPU pushes the error code at the fault; the kernel adds both to the registers.
const REG_ERR: usize = 19;
const REG_TRAPNO: usize = 20;

/// What was tried, if this was a page fault.
///
/// # Safety
///
/// The context is the one that the kernel gave to a handler.
pub unsafe fn access(context: *const c_void) -> Option<Access> {
    // SAFETY: the caller's contract.
    let registers = unsafe { &(*context.cast::<Context>()).registers };
    Access::from_error_code(registers[REG_TRAPNO], registers[REG_ERR])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn the_context_is_laid_out_as_the_c_library_has_it() {
        let registers =
            offset_of!(libc::ucontext_t, uc_mcontext) + offset_of!(libc::mcontext_t, gregs);
        assert_eq!(offset_of!(Context, registers), registers);
        assert_eq!(REG_ERR, libc::REG_ERR as usize);
        assert_eq!(REG_TRAPNO, libc::REG_TRAPNO as usize);
    }
}
