//! The handler of the fault at a guard.
#![expect(unsafe_code, reason = "handling a signal is what this file is for")]

#[path = "alternate.rs"]
mod alternate;
#[path = "line.rs"]
mod line;
#[path = "previous.rs"]
mod previous;

use super::entry;
use line::Line;
use previous::Previous;
use std::ffi::{c_int, c_void};
use std::fmt::Write;
use std::io;
use std::sync::OnceLock;

// ANCHOR: signals
/// What a fault at a guard raises. On macOS and the BSDs it may be SIGBUS.
const SIGNALS: &[c_int] = if cfg!(target_os = "linux") {
    &[libc::SIGSEGV]
} else {
    &[libc::SIGSEGV, libc::SIGBUS]
};
// ANCHOR_END: signals

/// What a handler is told of a signal that `kill` sent; on Linux the other ways to send are below 0.
const SI_USER: c_int = if cfg!(target_os = "linux") {
    0
} else {
    0x1_0001
};

/// What was done about these signals before, in the same order; an error's number if that is not known.
static PREVIOUS: OnceLock<Result<Vec<Previous>, i32>> = OnceLock::new();
static INSTALLED: OnceLock<Result<(), i32>> = OnceLock::new();

// ANCHOR: install
/// From now on, an overflow on this thread is told. The handler is installed once for the process, and
/// stays; what was there before is called for all other faults.
pub fn install() -> io::Result<()> {
    let installed = INSTALLED.get_or_init(|| {
        // The handler may run as soon as it is there, so it has to find this.
        let previous = PREVIOUS.get_or_init(|| SIGNALS.iter().map(|s| Previous::of(*s)).collect());
        let previous = previous.as_ref().map_err(|number| *number)?;
        previous.iter().try_for_each(|p| p.replace(on_fault))
    });
    installed.map_err(io::Error::from_raw_os_error)?;
    alternate::give_this_thread_one()
}
// ANCHOR_END: install

// ANCHOR: handler
/// Runs on the alternate stack, in the middle of whatever faulted: it takes no lock and no memory, and
/// calls only what `signal-safety(7)` lists.
extern "C" fn on_fault(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel gives a handler this structure, which has an address for these signals.
    let (address, code) = unsafe { ((*info).si_addr().addr(), (*info).si_code) };
    let sent = code <= 0 || code == SI_USER;
    if let (false, Some(overflown)) = (sent, entry::find(address)) {
        tell(&overflown, address);
        // SAFETY: it may be called here, and does not return.
        unsafe { libc::abort() };
    }
    let all = PREVIOUS.get().and_then(|all| all.as_ref().ok());
    let previous = all.and_then(|all| all.iter().find(|previous| previous.signal() == signal));
    if let Some(previous) = previous {
        // SAFETY: the arguments are the ones that the kernel gave for this signal.
        unsafe { previous.call(info, context, sent) };
    }
}
// ANCHOR_END: handler

// ANCHOR: tell
/// Writes who has overflowed.
fn tell(overflown: &entry::Overflown, address: usize) {
    // SAFETY: the stack is in use, so its mapping and with it the label is there; and its user, who
    // could change the label, is what was interrupted.
    let name = unsafe { &*overflown.label }.name();
    let size = crate::stack::Bytes(overflown.size);
    let mut line = Line::new();
    // To format texts and numbers takes no memory. A line that is too long is cut, which is no error.
    let _ = match name {
        Some(name) => write!(line, "fiber {name:?} overflowed its stack of {size}"),
        None => write!(line, "a fiber overflowed its stack of {size}"),
    };
    let _ = writeln!(line, ": it touched its guard page at {address:#x}");
    line.print();
}
// ANCHOR_END: tell
