//! AAPCS64, the procedure call standard for aarch64: Linux, macOS.
//!
//! Callee-saved are x19 to x29 and the lower halves of v8 to v15, beside the stack pointer. The stack
//! pointer is a multiple of 16 at all times, so a context has a word that is not used:
//!
//! ```text
//! higher addresses     | what the function had on its stack       |
//!                      | (not used)                               |
//!                      | the address at which it goes on          |
//!                      | x29, the frame pointer                   |
//! stack pointer ─────▶ | x19                                      |
//! ```
//!
//! and the first one, made by `prepare`, has `data` for x19 and `entry` for x29.

use super::{Bounds, Context, Entry};
use std::arch::{asm, naked_asm};
use std::ptr::NonNull;

/// Lays out the stack so that the first switch to it calls `entry`.
///
/// # Safety
///
/// The stack below `stack.top` is unused, and has room for more than what `entry` needs.
pub(crate) unsafe fn prepare(stack: Bounds, entry: Entry, data: *mut u8) -> Context {
    debug_assert!(stack.top.addr().is_multiple_of(16), "the ABI's alignment");
    let frame = stack.top.cast::<usize>();
    // SAFETY: the four words are within the unused part of the stack, says the caller.
    unsafe {
        frame.sub(2).write(begin as *const () as usize);
        frame.sub(3).write(entry as usize);
        frame.sub(4).write(data.expose_provenance());
        Context(NonNull::new_unchecked(frame.sub(4).cast()))
    }
}

/// The first instructions on every stack: `switch` has jumped here, with message and context in x0
/// and x1.
///
/// It enters `entry` as a call would, but by a jump: the processor notes the address of each call to
/// predict the return, and this one never returns.
///
/// The unwinder learns from `.cfi_undefined x30` that nobody has called this function: a backtrace
/// ends here. x29 is 0 for those who follow frame pointers instead.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!(
        ".cfi_startproc",
        ".cfi_undefined x30",
        "ldp x2, x9, [sp], #32", // data: the third argument; entry
        "mov x29, xzr",
        "adr x30, 2f", // the return address, as if it had been called
        "br x9",
        "2:",
        "brk #1", // entry does not return
        ".cfi_endproc",
    )
}

/// Goes on with `to`, which gets `message`. Returns when somebody switches back: with the one who did,
/// or `None` if that one has left its stack for good, and with its message.
///
/// # Safety
///
/// `to` is from `prepare`, or from a `switch` that has not returned, its stack is alive, and
/// nobody has switched to it since.
#[inline(always)]
pub(crate) unsafe fn switch(to: Context, message: usize) -> (Option<Context>, usize) {
    let (from, answer): (*mut u8, usize);
    // SAFETY: the stack of `to` holds what it needs to go on, says the caller; ours holds what we
    // need, and every register that the ABI preserves is stored here or named below.
    unsafe {
        asm!(
            "stp x19, x29, [sp, #-32]!",
            "adr x9, 2f",
            "str x9, [sp, #16]",     // where we go on: at the label 2
            "mov x9, sp",            // our context, complete
            "mov sp, x1",            // from here on it is the other's stack
            "mov x1, x9",            // the other learns who switched
            "ldr x9, [sp, #16]",
            "br x9",
            "2:",                    // somebody has switched back
            "ldp x19, x29, [sp], #32",
            inlateout("x0") message => answer,
            inlateout("x1") to.0.as_ptr() => from,
            lateout("x20") _, lateout("x21") _, lateout("x22") _, lateout("x23") _,
            lateout("x24") _, lateout("x25") _, lateout("x26") _, lateout("x27") _,
            lateout("x28") _,
            lateout("v8") _, lateout("v9") _, lateout("v10") _, lateout("v11") _,
            lateout("v12") _, lateout("v13") _, lateout("v14") _, lateout("v15") _,
            clobber_abi("C"),
        );
    }
    (NonNull::new(from).map(Context), answer)
}

/// Goes on with `to` and never comes back: there is no context of ours for it to switch to.
///
/// # Safety
///
/// As for [`switch`]. What is still on this stack is never dropped.
#[inline(always)]
pub(crate) unsafe fn leave(to: Context, message: usize) -> ! {
    // SAFETY: as in `switch`, and nothing of ours needs to be saved.
    unsafe {
        asm!(
            "mov sp, x1",
            "mov x1, xzr",
            "ldr x9, [sp, #16]",
            "br x9",
            in("x0") message,
            in("x1") to.0.as_ptr(),
            options(noreturn),
        )
    }
}
