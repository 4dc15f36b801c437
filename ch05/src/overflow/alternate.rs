//! A stack for the handler to run on: it is called because another one has no room.

use std::cell::RefCell;
use std::io;
use std::ptr::{self, NonNull};

thread_local! {
    static OWN: RefCell<Option<Alternate>> = const { RefCell::new(None) };
}

// ANCHOR: alternate
/// The alternate stack of a thread that had none.
struct Alternate {
    base: NonNull<u8>,
}

/// Many times what the kernel pushes, and what a handler before us may need.
const SIZE: usize = 64 * 1024;

/// Sees to it that this thread has an alternate stack. The threads of [`std`] have one.
pub fn give_this_thread_one() -> io::Result<()> {
    if current()?.ss_flags & libc::SS_DISABLE == 0 {
        return Ok(());
    }
    let own = Alternate::new()?;
    // If the thread is ending, it goes at once: an overflow is silent then, and still the end.
    let _ = OWN.try_with(|place| place.replace(Some(own)));
    Ok(())
}
// ANCHOR_END: alternate

impl Alternate {
    fn new() -> io::Result<Self> {
        let base = crate::stack::map(SIZE)?;
        let own = Self { base };
        set(own.base.as_ptr(), 0)?;
        Ok(own)
    }
}

// ANCHOR: drop
impl Drop for Alternate {
    fn drop(&mut self) {
        let ours = |now: &libc::stack_t| now.ss_sp == self.base.as_ptr().cast();
        if current().is_ok_and(|now| ours(&now)) && set(ptr::null_mut(), libc::SS_DISABLE).is_err()
        {
            // It is in use still.
            return;
        }
        // SAFETY: the kernel knows it no longer, and nobody else did.
        unsafe { crate::stack::unmap(self.base, SIZE) };
    }
}
// ANCHOR_END: drop

/// What the kernel has for this thread.
fn current() -> io::Result<libc::stack_t> {
    let mut now = libc::stack_t {
        ss_sp: ptr::null_mut(),
        ss_flags: 0,
        ss_size: 0,
    };
    // SAFETY: the kernel fills in the structure.
    match unsafe { libc::sigaltstack(ptr::null(), &mut now) } {
        0 => Ok(now),
        _ => Err(io::Error::last_os_error()),
    }
}

fn set(base: *mut u8, flags: i32) -> io::Result<()> {
    let new = libc::stack_t {
        ss_sp: base.cast(),
        ss_flags: flags,
        ss_size: SIZE,
    };
    // SAFETY: the memory is the caller's, who keeps it until it is taken back by this same call.
    match unsafe { libc::sigaltstack(&new, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
