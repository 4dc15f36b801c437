//! Six children die of SIGSEGV. Each has left what its handler was told: a code, an address, and what the
//! CPU was trying to do, where it says so.
//!
//! Write `cause`, which says what was wrong with each: from these facts alone. The output shows
//! each child's report and your verdict.
//!
//! Not every address in a report was used: `SI_KERNEL` comes without one, and in a signal that was
//! *sent* these bytes hold the sender's process id.
//!
//! [`NULL_PAGE`] tells how far from zero an address may be and still come from a null pointer: a field
//! of a struct that is not there has an address like 24.

#[cfg(not(target_os = "linux"))]
compile_error!(
    "this exercise needs Linux: other systems use other signals and codes; on Windows, run it inside WSL 2"
);

use ch01::fault::{Access, Fault, SEGV_ACCERR, SEGV_MAPERR, SI_USER};

/// Nothing is ever mapped below this address, so that null pointers are found.
pub const NULL_PAGE: usize = 4096;

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A pointer was null, or a little more.
    Null,
    /// A pointer led to where nothing is.
    Wild,
    /// A write to memory that is there and must not be written.
    ReadOnly,
    /// Any other use of memory that is there and must not be used in this way, as of a guard page.
    Guarded,
    /// Nothing: somebody has sent the signal.
    Sent,
}

/// Tells the cause from what the handler was told.
pub fn cause(fault: &Fault) -> Cause {
    // EXERCISE: solution
    match fault.code {
        ..=SI_USER => Cause::Sent,
        SEGV_MAPERR if fault.address < NULL_PAGE => Cause::Null,
        SEGV_ACCERR if fault.access == Some(Access::Write) => Cause::ReadOnly,
        SEGV_ACCERR => Cause::Guarded,
        // SI_KERNEL among them: the address is 0 for want of a better one.
        _ => Cause::Wild,
    }
    // EXERCISE: skeleton
    // // What everybody says first.
    // if fault.address < NULL_PAGE {
    //     Cause::Null
    // } else {
    //     Cause::Wild
    // }
    // EXERCISE: end
}

#[cfg(test)]
#[path = "../checks/who-faulted.rs"]
mod check;
