//! A signal that does nothing but interrupt.

use super::platform::{SIGUSR1, Sigaction};
use crate::c::check;
use std::ffi::c_int;
use std::io;
use std::os::unix::thread::{JoinHandleExt, RawPthread};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

mod ffi {
    use super::{RawPthread, Sigaction, c_int};

    // As sigaction(2) and pthread_kill(3) declare them.
    unsafe extern "C" {
        pub fn sigaction(signal: c_int, new: *const Sigaction, old: *mut Sigaction) -> c_int;
        pub fn pthread_kill(thread: RawPthread, signal: c_int) -> c_int;
    }
}

/// The handler's address when there is none, and the signal is to be ignored: `SIG_IGN`.
const IGNORE: usize = 1;

/// How often the handler ran. A handler is given nothing but the signal's number, so that it can
/// only know what is static.
static RUNS: AtomicUsize = AtomicUsize::new(0);

/// A process has one handler for a signal, so there is one [`Handler`] at a time.
static TURN: Mutex<()> = Mutex::new(());

// ANCHOR: handler
/// A handler for SIGUSR1, until it is dropped. It is installed without `SA_RESTART`, so that a call
/// which waits when the signal comes is broken off, and not begun anew by the kernel.
///
/// Only one exists at a time: whoever wants a second waits.
#[derive(Debug)]
pub struct Handler {
    before: Sigaction,
    runs_before: usize,
    _turn: MutexGuard<'static, ()>,
}

/// It may interrupt anything, even an allocation, and so it must do next to nothing.
extern "C" fn count_run(_signal: c_int) {
    RUNS.fetch_add(1, Ordering::Relaxed);
}

impl Handler {
    /// Installs the handler.
    pub fn install() -> io::Result<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let handler: extern "C" fn(c_int) = count_run;
        let before = replace(Sigaction::new(handler as usize))?;
        Ok(Self {
            before,
            runs_before: RUNS.load(Ordering::Relaxed),
            _turn: turn,
        })
    }

    /// Sends the signal to a thread. One that has ended does not mind.
    pub fn interrupt<T>(&self, thread: &JoinHandle<T>) {
        // SAFETY: a thread has its id until it is joined or detached, even if it has ended; and
        // both would need the handle that is borrowed here.
        unsafe { ffi::pthread_kill(thread.as_pthread_t() as RawPthread, SIGUSR1) };
    }

    /// How often the handler has run.
    pub fn runs(&self) -> usize {
        RUNS.load(Ordering::Relaxed) - self.runs_before
    }
}
// ANCHOR_END: handler

impl Drop for Handler {
    fn drop(&mut self) {
        // By default the signal ends the process. To ignore it first throws away those that were
        // sent and have not arrived.
        let restored = replace(Sigaction::new(IGNORE)).and_then(|_| replace(self.before));
        restored.expect("the signal exists, and these were its settings");
    }
}

// ANCHOR: replace
/// Sets what SIGUSR1 does, and gives back what it did.
fn replace(new: Sigaction) -> io::Result<Sigaction> {
    let mut old = Sigaction::new(0);
    // SAFETY: both are on this stack until the call returns. The new handler is `count_run`, which
    // touches one atomic number, or none, or what somebody had installed before.
    let returned = unsafe { ffi::sigaction(SIGUSR1, &raw const new, &raw mut old) };
    check("sigaction", returned as isize)?;
    Ok(old)
}
// ANCHOR_END: replace

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn an_action_is_laid_out_as_the_c_library_has_it() {
        assert_eq!(size_of::<Sigaction>(), size_of::<libc::sigaction>());
        assert_eq!(align_of::<Sigaction>(), align_of::<libc::sigaction>());
        let ours = [
            offset_of!(Sigaction, handler),
            offset_of!(Sigaction, mask),
            offset_of!(Sigaction, flags),
        ];
        let theirs = [
            offset_of!(libc::sigaction, sa_sigaction),
            offset_of!(libc::sigaction, sa_mask),
            offset_of!(libc::sigaction, sa_flags),
        ];
        assert_eq!(ours, theirs);
        assert_eq!(
            size_of::<libc::sigset_t>(),
            size_of_val(&Sigaction::new(0).mask)
        );
    }

    #[test]
    fn the_constants_are_those_of_the_c_library() {
        assert_eq!(SIGUSR1, libc::SIGUSR1);
        assert_eq!(IGNORE, libc::SIG_IGN);
    }

    #[test]
    fn errors_have_the_names_that_the_c_library_gives_them() {
        use crate::os::error_name;
        assert_eq!(error_name(libc::EINTR), Some("EINTR"));
        assert_eq!(error_name(libc::EBADF), Some("EBADF"));
        assert_eq!(error_name(libc::EAGAIN), Some("EAGAIN"));
        assert_eq!(error_name(0), None);
    }
}
