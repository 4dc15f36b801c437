//! The System V ABI for x86-64: Linux, macOS, the BSDs.
//!
//! Callee-saved are rbx, rbp and r12 to r15, beside the stack pointer. A context lies on its stack:
//!
//! ```text
//! higher addresses     | what the function had on its stack       |
//!                      | rbp                                      |
//!                      | rbx                                      |
//! stack pointer ─────▶ | the address at which it goes on          |
//! ```
//!
//! and the first one, made by `prepare`:
//!
//! ```text
//! top, 16-byte aligned | data                                     |
//!                      | entry                                    |
//! stack pointer ─────▶ | the address of `begin`                   |
//! ```

use super::{Bounds, Context, Entry};
use std::arch::{asm, naked_asm};
use std::ptr::NonNull;

// ANCHOR: prepare
/// Lays out the stack so that the first switch to it calls `entry`.
///
/// # Safety
///
/// The stack below `stack.top` is unused, and has room for more than what `entry` needs.
pub(crate) unsafe fn prepare(stack: Bounds, entry: Entry, data: *mut u8) -> Context {
    debug_assert!(stack.top.addr().is_multiple_of(16), "the ABI's alignment");
    let frame = stack.top.cast::<usize>();
    // SAFETY: the three words are within the unused part of the stack, says the caller.
    unsafe {
        frame.sub(1).write(data.expose_provenance());
        frame.sub(2).write(entry as usize);
        frame.sub(3).write(begin as *const () as usize);
        Context(NonNull::new_unchecked(frame.sub(3).cast()))
    }
}
// ANCHOR_END: prepare

// ANCHOR: begin
/// The first instructions on every stack: `switch` has jumped here.
///
/// It enters `entry` as a call would, with a return address of its own on the stack, but by a jump: the
/// processor notes the address of each call to predict the return, and this one never returns.
///
/// The unwinder learns from `.cfi_undefined rip` that nobody has called this function, and so does a
/// debugger: a backtrace ends here. rbp is 0 for those who follow frame pointers instead.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!(
        ".cfi_startproc",
        ".cfi_undefined rip",
        "pop rax", // entry
        "pop rdx", // data: the third argument; the first two are there already, rdi and rsi
        "xor ebp, ebp",
        "lea rcx, [rip + 2f]",
        "push rcx", // rsp was `top`, a multiple of 16, as the ABI wants it before a call
        "jmp rax",
        "2:",
        "ud2", // entry does not return
        ".cfi_endproc",
    )
}
// ANCHOR_END: begin

// ANCHOR: switch
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
    // need, and every register that the ABI preserves is pushed here or named below.
    unsafe {
        asm!(
            "push rbp",
            "push rbx",
            "lea rax, [rip + 2f]",
            "push rax",            // where we go on: at the label 2
            "mov rax, rsp",        // our context, complete
            "mov rsp, rsi",        // from here on it is the other's stack
            "mov rsi, rax",        // the other learns who switched
            "pop rax",
            "jmp rax",             // not `ret`: the processor would predict a return to our caller
            "2:",                  // somebody has switched back
            "pop rbx",
            "pop rbp",
            // ANCHOR: operands
            inlateout("rdi") message => answer,
            inlateout("rsi") to.0.as_ptr() => from,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            clobber_abi("sysv64"),
            // ANCHOR_END: operands
        );
    }
    (NonNull::new(from).map(Context), answer)
}
// ANCHOR_END: switch

// ANCHOR: leave
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
            "mov rsp, rsi",
            "xor esi, esi",
            "pop rax",
            "jmp rax",
            in("rdi") message,
            in("rsi") to.0.as_ptr(),
            options(noreturn),
        )
    }
}
// ANCHOR_END: leave
