//! Signals as macOS lays them out and numbers them (`sigaction(2)`, `sigaltstack(2)`).

#[cfg(target_arch = "aarch64")]
#[path = "macos/aarch64.rs"]
mod machine;
#[cfg(target_arch = "x86_64")]
#[path = "macos/x86_64.rs"]
mod machine;

use crate::check::check;
use crate::fault::Access;
use std::ffi::{c_int, c_void};
use std::io;

/// Run the handler on the alternate stack.
pub const SA_ONSTACK: c_int = 1;
/// Handle the signal once.
pub const SA_RESETHAND: c_int = 4;
/// Give the handler the two structures.
pub const SA_SIGINFO: c_int = 0x40;

/// The beginning of `siginfo_t`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct SigInfo {
    signal: c_int,
    errno: c_int,
    pub code: c_int,
    /// Who sent it, in whose name, and with what status: for other signals.
    sender: [c_int; 3],
    pub address: usize,
}

/// Whether a signal of this code was sent by a process, `kill` and the like.
pub fn is_sent(code: c_int) -> bool {
    code >= SI_USER
}

/// The first of the codes that say so.
const SI_USER: c_int = 0x1_0001;

pub type Handler = extern "C" fn(c_int, *const SigInfo, *const c_void);

/// `struct sigaction`.
#[repr(C)]
pub struct SigAction {
    handler: Handler,
    /// What else is blocked while the handler runs: nothing.
    mask: u32,
    flags: c_int,
}

impl SigAction {
    pub fn new(handler: Handler, flags: c_int) -> Self {
        Self {
            handler,
            mask: 0,
            flags,
        }
    }
}

/// `stack_t`.
#[repr(C)]
pub struct Stack {
    bottom: *mut u8,
    size: usize,
    flags: c_int,
}

impl Stack {
    pub fn new(memory: &'static mut [u8]) -> Self {
        Self {
            bottom: memory.as_mut_ptr(),
            size: memory.len(),
            flags: 0,
        }
    }
}

/// `ucontext_t`, down to the pointer to what the machine said.
#[repr(C)]
struct Context {
    on_stack: c_int,
    mask: u32,
    stack: Stack,
    link: usize,
    machine_size: usize,
    machine: *const machine::Exception,
}

/// What was tried, if this was a fault of an access to memory.
///
/// # Safety
///
/// The context is the one that the kernel gave to a handler.
pub unsafe fn access(context: *const c_void) -> Option<Access> {
    // SAFETY: the caller's contract; the machine's part begins with the exception.
    unsafe { (*(*context.cast::<Context>()).machine).access() }
}

#[repr(C)]
struct Limit {
    current: u64,
    most: u64,
}

mod c {
    use super::{Limit, c_int};

    unsafe extern "C" {
        pub fn setrlimit(resource: c_int, limit: *const Limit) -> c_int;
    }

    pub const RLIMIT_CORE: c_int = 4;
}

/// No core file, that is: the system's own crash report is written all the same.
pub fn leave_no_core() -> io::Result<()> {
    let nothing = Limit {
        current: 0,
        most: 0,
    };
    // SAFETY: the limit is on this stack, and the kernel copies it.
    check(unsafe { c::setrlimit(c::RLIMIT_CORE, &nothing) })?;
    Ok(())
}

// Evaluated when this is compiled for macOS, on whatever system.
#[cfg(test)]
const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(SigInfo, code) == offset_of!(libc::siginfo_t, si_code));
    assert!(offset_of!(SigInfo, address) == offset_of!(libc::siginfo_t, si_addr));
    assert!(size_of::<SigAction>() == size_of::<libc::sigaction>());
    assert!(offset_of!(SigAction, mask) == offset_of!(libc::sigaction, sa_mask));
    assert!(offset_of!(SigAction, flags) == offset_of!(libc::sigaction, sa_flags));
    assert!(size_of::<Stack>() == size_of::<libc::stack_t>());
    assert!(offset_of!(Stack, size) == offset_of!(libc::stack_t, ss_size));
    assert!(offset_of!(Context, machine) == offset_of!(libc::ucontext_t, uc_mcontext));
    assert!(SA_ONSTACK == libc::SA_ONSTACK);
    assert!(SA_RESETHAND == libc::SA_RESETHAND);
    assert!(SA_SIGINFO == libc::SA_SIGINFO);
    assert!(c::RLIMIT_CORE == libc::RLIMIT_CORE);
    assert!(crate::fault::SIGSEGV == libc::SIGSEGV);
    assert!(crate::fault::SIGBUS == libc::SIGBUS);
};
