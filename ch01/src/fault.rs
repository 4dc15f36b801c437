//! What the kernel says about a fault, told by a child process that dies of it.
//!
//! In the child, [`report_on_stderr`] comes before whatever faults; in the parent, [`of`] starts the
//! child and hears of its end. Nothing faults in the parent.

mod access;
#[cfg(unix)]
mod record;
#[cfg(unix)]
#[path = "fault/unix.rs"]
mod sys;
#[cfg(not(unix))]
#[path = "fault/elsewhere.rs"]
mod sys;

pub use access::Access;
pub use sys::{of, report_on_stderr};

/// A segmentation fault: the address may not be used, or not in this way.
pub const SIGSEGV: i32 = 11;
/// There is nothing behind an address that may be used: past the end of a mapped file, say. macOS
/// sends this one for a page that is mapped but protected, too.
pub const SIGBUS: i32 = if cfg!(target_os = "macos") { 10 } else { 7 };

// ANCHOR: codes
/// With SIGSEGV: nothing is mapped to the address.
pub const SEGV_MAPERR: i32 = 1;
/// With SIGSEGV: something is mapped to the address, and may not be used in this way.
pub const SEGV_ACCERR: i32 = 2;
/// The kernel knows no more about it, and no address either. Only Linux has this code.
pub const SI_KERNEL: i32 = 0x80;
/// The signal was sent, by `kill`: nothing has faulted. The codes below zero say so too, and name
/// other ways to send. (So it is on Linux; macOS has other numbers.)
pub const SI_USER: i32 = 0;
/// The signal was sent to one thread, by `raise` for one.
pub const SI_TKILL: i32 = -6;
// ANCHOR_END: codes

// ANCHOR: fault
/// What a handler is told about the fault that it handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The signal's number (`si_signo`).
    pub signal: i32,
    /// Why it was sent (`si_code`). The same number means another thing with another signal.
    pub code: i32,
    /// The address that was used (`si_addr`). In a signal that was sent by a process there is none,
    /// and these bytes hold something else.
    pub address: usize,
    /// What was tried, where the CPU says so: only for a page fault.
    pub access: Option<Access>,
}
// ANCHOR_END: fault

impl Fault {
    /// The signal's name.
    pub fn signal_name(&self) -> &'static str {
        match self.signal {
            SIGSEGV => "SIGSEGV",
            SIGBUS => "SIGBUS",
            _ => "another signal",
        }
    }

    /// The name of its code, which depends on the signal.
    pub fn code_name(&self) -> &'static str {
        match (self.signal, self.code) {
            (SIGSEGV, SEGV_MAPERR) => "SEGV_MAPERR",
            (SIGSEGV, SEGV_ACCERR) => "SEGV_ACCERR",
            (_, SI_KERNEL) => "SI_KERNEL",
            (_, SI_USER) => "SI_USER",
            (_, SI_TKILL) => "SI_TKILL",
            _ => "another code",
        }
    }
}

// ANCHOR: death
/// How a child ended that had a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Death {
    /// What its handler was told.
    pub fault: Fault,
    /// The signal that the kernel ended it with; none if it lived on.
    pub killed_by: Option<i32>,
    /// Whether the kernel wrote its memory to a file for a debugger.
    pub dumped_core: bool,
}
// ANCHOR_END: death
