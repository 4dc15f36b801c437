//! Signals, as Unix has them. What Linux and macOS number or lay out differently is in [`system`].
#![expect(unsafe_code, reason = "handling a signal is what this file is for")]

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod system;
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
compile_error!("chapter 1 knows the signals of Linux and of macOS only");

use super::{Death, Fault, SIGBUS, SIGSEGV};
use crate::check::check;
use std::ffi::{c_int, c_void};
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::ptr;
use system::{SA_ONSTACK, SA_RESETHAND, SA_SIGINFO, SigAction, SigInfo, Stack};

mod c {
    use super::{SigAction, Stack, c_int, c_void};

    unsafe extern "C" {
        pub fn sigaction(signal: c_int, new: *const SigAction, old: *mut SigAction) -> c_int;
        pub fn sigaltstack(new: *const Stack, old: *mut Stack) -> c_int;
        pub fn write(fd: c_int, bytes: *const c_void, count: usize) -> isize;
    }
}

// ANCHOR: report
/// From now on, a fault of this thread is written to standard error, for [`of`] to read; then the
/// kernel ends the process as if nothing had been written.
///
/// For a child that is there to be lost: it leaves no core file either.
pub fn report_on_stderr() -> io::Result<()> {
    system::leave_no_core()?;
    give_the_handler_a_stack()?;
    let action = SigAction::new(on_fault, SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
    for signal in [SIGSEGV, SIGBUS] {
        // SAFETY: the kernel copies the action. The handler has the signature that SA_SIGINFO asks
        // for, and does only what a handler may do.
        check(unsafe { c::sigaction(signal, &action, ptr::null_mut()) })?;
    }
    Ok(())
}
// ANCHOR_END: report

// ANCHOR: handler
/// Runs in the middle of whatever faulted, so it takes no lock and no memory, and calls only what
/// `signal-safety(7)` lists.
///
/// SA_RESETHAND has already given the signal its old meaning back. So when this returns, the
/// instruction runs again, faults again, and now the kernel ends the process.
extern "C" fn on_fault(signal: c_int, info: *const SigInfo, context: *const c_void) {
    // SAFETY: the kernel gives a handler the two structures, which are its own until it returns.
    let fault = unsafe {
        let SigInfo { code, address, .. } = *info;
        // If somebody sent the signal, what the CPU said is about an older fault.
        let access = match system::is_sent(code) {
            true => None,
            false => system::access(context),
        };
        Fault {
            signal,
            code,
            address,
            access,
        }
    };
    let record = fault.to_record();
    // A pipe takes so few bytes in one piece, and there is nobody to tell if it does not.
    // SAFETY: the record is an array on this stack.
    unsafe { c::write(2, record.as_ptr().cast(), record.len()) };
}
// ANCHOR_END: handler

// ANCHOR: alternate-stack
/// If it is the stack that has no room left, a handler cannot run on it.
fn give_the_handler_a_stack() -> io::Result<()> {
    // Many times what the kernel pushes. It is never given back: the handler may run until the end.
    let memory = Box::leak(vec![0; 64 * 1024].into_boxed_slice());
    let stack = Stack::new(memory);
    // SAFETY: the memory is nobody else's, for ever.
    check(unsafe { c::sigaltstack(&stack, ptr::null_mut()) })?;
    Ok(())
}
// ANCHOR_END: alternate-stack

// ANCHOR: of
/// Starts a child that is to fault, waits for its end, and says what there is to know about it.
///
/// Its standard error is the way its report comes; its standard output is the caller's business.
pub fn of(command: &mut Command) -> io::Result<Death> {
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    let output = command.spawn()?.wait_with_output()?;
    let fault = Fault::from_end_of(&output.stderr).ok_or_else(|| {
        let words = String::from_utf8_lossy(&output.stderr);
        let why = format!(
            "the child has reported no fault ({}): {words}",
            output.status
        );
        io::Error::other(why.trim_end().to_owned())
    })?;
    Ok(Death {
        fault,
        killed_by: output.status.signal(),
        dumped_core: output.status.core_dumped(),
    })
}
// ANCHOR_END: of
