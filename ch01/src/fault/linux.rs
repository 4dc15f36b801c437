//! Signals as Linux lays them out and numbers them, on x86-64 and aarch64 alike (`sigaction(2)`,
//! `sigaltstack(2)`).

#[cfg(target_arch = "aarch64")]
#[path = "linux/aarch64.rs"]
mod machine;
#[cfg(target_arch = "x86_64")]
#[path = "linux/x86_64.rs"]
mod machine;

use crate::check::check;
use crate::fault::SI_USER;
use std::ffi::{c_int, c_long, c_void};
use std::io;

pub use machine::access;

/// Give the handler the two structures.
pub const SA_SIGINFO: c_int = 4;
/// Run the handler on the alternate stack.
pub const SA_ONSTACK: c_int = 0x0800_0000;
/// Handle the signal once.
pub const SA_RESETHAND: c_int = 0x8000_0000_u32 as c_int;

// ANCHOR: siginfo
/// The beginning of `siginfo_t`, for a signal that is about an address.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SigInfo {
    signal: c_int,
    errno: c_int,
    pub code: c_int,
    /// What follows depends on the signal, and begins where a pointer may.
    padding: c_int,
    pub address: usize,
}
// ANCHOR_END: siginfo

/// Whether a signal of this code was sent by a process, `kill` and the like.
pub fn is_sent(code: c_int) -> bool {
    code <= SI_USER
}

pub type Handler = extern "C" fn(c_int, *const SigInfo, *const c_void);

/// `struct sigaction`, as the C library has it.
#[repr(C)]
pub struct SigAction {
    handler: Handler,
    /// What else is blocked while the handler runs: nothing.
    mask: [u64; 16],
    flags: c_int,
    /// For the C library to fill in, on the way to the kernel.
    restorer: usize,
}

impl SigAction {
    pub fn new(handler: Handler, flags: c_int) -> Self {
        Self {
            handler,
            mask: [0; 16],
            flags,
            restorer: 0,
        }
    }
}

/// `stack_t`.
#[repr(C)]
pub struct Stack {
    bottom: *mut u8,
    flags: c_int,
    size: usize,
}

impl Stack {
    pub fn new(memory: &'static mut [u8]) -> Self {
        Self {
            bottom: memory.as_mut_ptr(),
            flags: 0,
            size: memory.len(),
        }
    }
}

mod c {
    use super::{c_int, c_long};

    unsafe extern "C" {
        pub fn prctl(operation: c_int, ...) -> c_int;
    }

    pub const PR_SET_DUMPABLE: c_int = 4;
    pub const NO: c_long = 0;
}

/// A limit on the size of core files would not do: it says nothing to a kernel that pipes them into
/// a program, as many distributions have it (`core(5)`).
pub fn leave_no_core() -> io::Result<()> {
    // SAFETY: no pointer is passed, and the argument is as wide as the kernel reads it.
    check(unsafe { c::prctl(c::PR_SET_DUMPABLE, c::NO) })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn the_structures_are_laid_out_as_the_c_library_has_them() {
        use libc::{sigaction, stack_t};
        assert_eq!(
            offset_of!(SigInfo, code),
            offset_of!(libc::siginfo_t, si_code)
        );
        assert_eq!(size_of::<SigAction>(), size_of::<sigaction>());
        assert_eq!(
            offset_of!(SigAction, handler),
            offset_of!(sigaction, sa_sigaction)
        );
        assert_eq!(offset_of!(SigAction, mask), offset_of!(sigaction, sa_mask));
        assert_eq!(
            offset_of!(SigAction, flags),
            offset_of!(sigaction, sa_flags)
        );
        assert_eq!(size_of::<Stack>(), size_of::<stack_t>());
        assert_eq!(offset_of!(Stack, bottom), offset_of!(stack_t, ss_sp));
        assert_eq!(offset_of!(Stack, flags), offset_of!(stack_t, ss_flags));
        assert_eq!(offset_of!(Stack, size), offset_of!(stack_t, ss_size));
    }

    #[test]
    fn the_address_is_where_the_c_library_finds_it() {
        let mut bytes = [0u64; size_of::<libc::siginfo_t>() / 8];
        bytes[offset_of!(SigInfo, address) / 8] = 0x5AF3_107A_3FFF;
        // SAFETY: the array is as large and as aligned as the structure, which is integers.
        let info: libc::siginfo_t = unsafe { std::mem::transmute(bytes) };
        // SAFETY: this reads the field of a union of integers and pointers.
        assert_eq!(unsafe { info.si_addr() }.addr(), 0x5AF3_107A_3FFF);
    }

    #[test]
    fn the_constants_are_those_of_the_c_library() {
        assert_eq!(SA_SIGINFO, libc::SA_SIGINFO);
        assert_eq!(SA_ONSTACK, libc::SA_ONSTACK);
        assert_eq!(SA_RESETHAND, libc::SA_RESETHAND);
        assert_eq!(c::PR_SET_DUMPABLE, libc::PR_SET_DUMPABLE);
        assert_eq!(crate::fault::SIGSEGV, libc::SIGSEGV);
        assert_eq!(crate::fault::SIGBUS, libc::SIGBUS);
        assert_eq!(crate::fault::SI_USER, libc::SI_USER);
        assert_eq!(crate::fault::SI_TKILL, libc::SI_TKILL);
    }
}
