//! The calling convention of Windows x64.
//!
//! Callee-saved are rbx, rbp, rdi, rsi, r12 to r15 and xmm6 to xmm15, beside the stack pointer. And
//! the system keeps a record of each thread, the thread information block, at which gs points: it says
//! where the stack lies. Stack probes, structured exception handling and the growth of stacks believe it,
//! so it is switched too. A context lies on its stack:
//!
//! ```text
//! higher addresses     | what the function had on its stack         |
//!                      | rbp                                        |
//!                      | rbx                                        |
//!                      | gs:[0x08]    the stack's top               |
//!                      | gs:[0x10]    its lowest committed byte     |
//!                      | gs:[0x1478]  its lowest reserved byte      |
//!                      | gs:[0x1748]  bytes kept free for overflows |
//! stack pointer ─────▶ | the address at which it goes on            |
//! ```
//!
//! and the first one, made by `prepare`, has `entry` for rbx and `data` for rbp. Above them are a return
//! address, which is 0, and the room for four arguments that belongs to every function called.

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
    let words = [
        begin as *const () as usize,
        0, // nothing is kept free: the guard ends an overflow
        stack.bottom.addr(),
        stack.bottom.addr(),
        stack.top.addr(),
        entry as usize,
        data.expose_provenance(),
        0, // the return address of `entry`
        0,
        0,
        0,
        0,
    ];
    // SAFETY: the words are within the unused part of the stack, says the caller.
    unsafe {
        let context = frame.sub(words.len());
        context.cast::<[usize; 12]>().write(words);
        Context(NonNull::new_unchecked(context.cast()))
    }
}

/// The first instructions on every stack: `switch` has jumped here, with message and context in rcx
/// and rdx. `entry` finds what it would find after a call, from the address 0, at which the unwinder ends
/// a backtrace.
#[unsafe(naked)]
unsafe extern "C" fn begin() {
    naked_asm!(
        "pop qword ptr gs:[0x1748]",
        "pop qword ptr gs:[0x1478]",
        "pop qword ptr gs:[0x10]",
        "pop qword ptr gs:[0x8]",
        "pop rax", // entry
        "pop r8",  // data: the third argument
        "xor ebp, ebp",
        "jmp rax",
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
    // need, and every register that the ABI preserves is pushed here or named below.
    unsafe {
        asm!(
            // ANCHOR: text
            "push rbp",
            "push rbx",
            "push qword ptr gs:[0x8]",
            "push qword ptr gs:[0x10]",
            "push qword ptr gs:[0x1478]",
            "push qword ptr gs:[0x1748]",
            "lea rax, [rip + 2f]",
            "push rax",
            "mov rax, rsp",
            "mov rsp, rdx",
            "mov rdx, rax",
            "pop rax",
            "jmp rax",
            "2:",
            "pop qword ptr gs:[0x1748]",
            "pop qword ptr gs:[0x1478]",
            "pop qword ptr gs:[0x10]",
            "pop qword ptr gs:[0x8]",
            "pop rbx",
            "pop rbp",
            // ANCHOR_END: text
            // ANCHOR: operands
            inlateout("rcx") message => answer,
            inlateout("rdx") to.0.as_ptr() => from,
            lateout("rdi") _, lateout("rsi") _,
            lateout("r12") _, lateout("r13") _, lateout("r14") _, lateout("r15") _,
            lateout("xmm6") _, lateout("xmm7") _, lateout("xmm8") _, lateout("xmm9") _,
            lateout("xmm10") _, lateout("xmm11") _, lateout("xmm12") _, lateout("xmm13") _,
            lateout("xmm14") _, lateout("xmm15") _,
            clobber_abi("win64"),
            // ANCHOR_END: operands
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
            "mov rsp, rdx",
            "xor edx, edx",
            "pop rax",
            "jmp rax",
            in("rcx") message,
            in("rdx") to.0.as_ptr(),
            options(noreturn),
        )
    }
}
