//! Where Linux keeps what an aarch64 CPU said about a fault.

use crate::fault::Access;
use std::ffi::c_void;

/// `ucontext_t`, as `asm/ucontext.h` and `asm/sigcontext.h` have it.
#[repr(C)]
struct Context {
    flags: u64,
    link: usize,
    stack: [usize; 3],
    mask: [u64; 16],
    machine: Machine,
}

#[repr(C, align(16))]
struct Machine {
    fault_address: u64,
    /// x0 to x30, the stack pointer, the program counter, the processor's state.
    registers: [u64; 34],
    records: Records,
}

/// One after the other: a kind, a size in bytes with these two numbers, and so much data. The last
/// one is of kind 0.
#[repr(C, align(16))]
struct Records([u32; 1024]);

/// The kind that holds the syndrome register.
const ESR_MAGIC: u32 = 0x4553_5201;

/// What was tried, if this was an abort of an access to memory.
///
/// # Safety
///
/// The context is the one that the kernel gave to a handler.
pub unsafe fn access(context: *const c_void) -> Option<Access> {
    // SAFETY: the caller's contract.
    let records = unsafe { &(*context.cast::<Context>()).machine.records };
    syndrome(&records.0).and_then(Access::from_syndrome)
}

fn syndrome(mut records: &[u32]) -> Option<u64> {
    while let [kind, size, data @ ..] = records
        && *kind != 0
    {
        if let (ESR_MAGIC, [low, high, ..]) = (*kind, data) {
            return Some(u64::from(*low) | u64::from(*high) << 32);
        }
        // A record that had no size would never end.
        records = records.get((*size as usize / 4).max(2)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn the_context_is_laid_out_as_the_c_library_has_it() {
        use libc::{mcontext_t, ucontext_t};
        assert_eq!(
            offset_of!(Context, machine),
            offset_of!(ucontext_t, uc_mcontext)
        );
        // Up to here it is the C library's name; what follows is private there.
        assert_eq!(
            offset_of!(Machine, records),
            offset_of!(mcontext_t, pstate) + 16
        );
        assert_eq!(size_of::<Machine>(), size_of::<mcontext_t>());
    }

    #[test]
    fn the_syndrome_is_found_behind_other_records_or_not_at_all() {
        assert_eq!(
            syndrome(&[7, 16, 1, 2, ESR_MAGIC, 16, 5, 1, 0, 0]),
            Some((1 << 32) | 5)
        );
        assert_eq!(syndrome(&[7, 16, 1, 2, 0, 0]), None);
        assert_eq!(syndrome(&[7, 0, 7, 4000, 1]), None);
        assert_eq!(syndrome(&[ESR_MAGIC, 16]), None);
    }
}
