//! What was done about a signal before us, and still is for all faults that are not ours.

use std::ffi::{c_int, c_void};
use std::io;
use std::mem;
use std::ptr;

type Handler = extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void);

// ANCHOR: previous
/// A signal, and its action before ours.
pub struct Previous {
    signal: c_int,
    action: libc::sigaction,
}
// ANCHOR_END: previous

impl Previous {
    pub fn signal(&self) -> c_int {
        self.signal
    }

    /// Asks what is done about a signal now.
    pub fn of(signal: c_int) -> Result<Self, i32> {
        // SAFETY: zeroes are an action: the default one.
        let mut action: libc::sigaction = unsafe { mem::zeroed() };
        // SAFETY: the kernel fills in the structure.
        check(unsafe { libc::sigaction(signal, ptr::null(), &mut action) })?;
        Ok(Self { signal, action })
    }

    // ANCHOR: replace
    /// Puts a handler in its place, under the same circumstances: the signals that it blocked stay
    /// blocked.
    pub fn replace(&self, handler: Handler) -> Result<(), i32> {
        let mut action = self.action;
        action.sa_sigaction = (handler as *const ()).expose_provenance();
        // It tells the address, and has a stack of its own: the fiber's has no room left.
        let ours = libc::SA_SIGINFO | libc::SA_ONSTACK;
        action.sa_flags = ours | (self.action.sa_flags & (libc::SA_NODEFER | libc::SA_RESTART));
        // SAFETY: the kernel copies the action, whose handler has the signature that SA_SIGINFO asks for.
        check(unsafe { libc::sigaction(self.signal, &action, ptr::null_mut()) })
    }
    // ANCHOR_END: replace

    // ANCHOR: call
    /// Does what would have been done without us.
    ///
    /// # Safety
    ///
    /// For a handler of this signal, with what the kernel gave to it; `sent` says that a process sent the
    /// signal, so that nothing faulted.
    pub unsafe fn call(&self, info: *mut libc::siginfo_t, context: *mut c_void, sent: bool) {
        match self.action.sa_sigaction {
            libc::SIG_IGN if sent => {}
            // Nobody can ignore a fault: the kernel treats that as the default.
            libc::SIG_DFL | libc::SIG_IGN => self.back_to_default(sent),
            handler => {
                if self.action.sa_flags & libc::SA_RESETHAND != 0 {
                    self.back_to_default(false);
                }
                // SAFETY: what is no special value is a handler, and the flag says of which signature.
                unsafe { self.hand_over(handler, info, context) };
            }
        }
    }
    // ANCHOR_END: call

    /// # Safety
    ///
    /// The address is that of a handler for this signal, of the signature that the flags say.
    unsafe fn hand_over(&self, handler: usize, info: *mut libc::siginfo_t, context: *mut c_void) {
        let handler: *const () = ptr::with_exposed_provenance(handler);
        // SAFETY: the caller's contract.
        unsafe {
            if self.action.sa_flags & libc::SA_SIGINFO != 0 {
                mem::transmute::<*const (), Handler>(handler)(self.signal, info, context);
            } else {
                mem::transmute::<*const (), extern "C" fn(c_int)>(handler)(self.signal);
            }
        }
    }

    // ANCHOR: default
    /// Ends the process with this signal: a fault comes again as soon as the handler returns, and
    /// what was sent is sent again.
    fn back_to_default(&self, again: bool) {
        // SAFETY: zeroes are the default action. Both calls may be made here, and keep no pointer.
        unsafe {
            let action: libc::sigaction = mem::zeroed();
            libc::sigaction(self.signal, &action, ptr::null_mut());
            if again {
                libc::raise(self.signal);
            }
        }
    }
    // ANCHOR_END: default
}

fn check(result: c_int) -> Result<(), i32> {
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error().raw_os_error().unwrap_or(0)),
    }
}
