//! The switch on aarch64, by the procedure call standard that Linux and macOS share.

use crate::runtime::finish;
use crate::stack::Stack;
use std::arch::naked_asm;
use std::io;
use std::mem::offset_of;

/// Whether the step runs here: it does.
pub fn check() -> io::Result<()> {
    Ok(())
}

// ANCHOR: context
/// What a function hands back to its caller as it was. To the compiler [`switch`] is a function, so
/// this is all that it relies on; other values it has put onto the stack before it called.
///
/// FPCR, the control word of floating point, belongs to the list. It is left out because Rust code
/// never runs with another than the usual one: what is the same for all fibers does not have to be
/// exchanged.
#[derive(Debug, Default)]
#[repr(C)]
pub struct Context {
    /// Where to go on.
    pc: u64,
    /// x30: where a function returns to that begins there.
    lr: u64,
    sp: u64,
    /// x29.
    fp: u64,
    /// x19 to x28.
    x19: [u64; 10],
    /// The lower halves of v8 to v15.
    d8: [u64; 8],
}
// ANCHOR_END: context

// ANCHOR: plant
/// Prepares a stack so that a [`switch`] to the context begins the function there. A return address
/// belongs into a register here, not on the stack: nothing has to be written there.
///
/// # Safety
///
/// Nobody runs on the stack, nor will go on there, and it outlives the function.
pub unsafe fn plant(stack: &Stack, function: extern "C" fn()) -> Context {
    Context {
        pc: function as usize as u64,
        lr: (guard as *const () as usize + NOP) as u64,
        sp: stack.top() as u64,
        ..Context::default()
    }
}
// ANCHOR_END: plant

// ANCHOR: switch
/// Leaves the caller's registers in one context, and takes those of the other. So it returns to
/// whoever called it when that other context was left, or to the beginning of a planted function.
///
/// # Safety
///
/// `to` was planted, or left by a switch, and nobody has gone on from it since; its stack still
/// is there. Both contexts stay where they are until this returns.
#[unsafe(naked)]
pub unsafe extern "C" fn switch(from: *mut Context, to: *const Context) {
    naked_asm!(
        // The return address is in x30, all the time: the unwinder needs to know no more.
        ".cfi_startproc",
        "mov x9, sp",
        "stp x30, x30, [x0, #{pc}]", // whoever left by a call goes on where the call returns to
        "stp x9, x29, [x0, #{sp}]",
        "stp x19, x20, [x0, #{x19}]",
        "stp x21, x22, [x0, #{x19} + 16]",
        "stp x23, x24, [x0, #{x19} + 32]",
        "stp x25, x26, [x0, #{x19} + 48]",
        "stp x27, x28, [x0, #{x19} + 64]",
        "stp d8, d9, [x0, #{d8}]",
        "stp d10, d11, [x0, #{d8} + 16]",
        "stp d12, d13, [x0, #{d8} + 32]",
        "stp d14, d15, [x0, #{d8} + 48]",
        "ldp x10, x30, [x1, #{pc}]",
        "ldp x9, x29, [x1, #{sp}]",
        "ldp x19, x20, [x1, #{x19}]",
        "ldp x21, x22, [x1, #{x19} + 16]",
        "ldp x23, x24, [x1, #{x19} + 32]",
        "ldp x25, x26, [x1, #{x19} + 48]",
        "ldp x27, x28, [x1, #{x19} + 64]",
        "ldp d8, d9, [x1, #{d8}]",
        "ldp d10, d11, [x1, #{d8} + 16]",
        "ldp d12, d13, [x1, #{d8} + 32]",
        "ldp d14, d15, [x1, #{d8} + 48]",
        "mov sp, x9", // from here on the stack is the other one
        "br x10",
        ".cfi_endproc",
        pc = const offset_of!(Context, pc),
        sp = const offset_of!(Context, sp),
        x19 = const offset_of!(Context, x19),
        d8 = const offset_of!(Context, d8),
    )
}
// ANCHOR_END: switch

// ANCHOR: guard
/// How long the first instruction of [`guard`] is. An unwinder takes a return address for that of
/// the instruction behind a call, and looks before it. So we plant one behind a `nop`.
const NOP: usize = 4;

/// Where the functions of fibers return to. It has been called by nobody, and says so: a backtrace
/// ends here.
#[unsafe(naked)]
extern "C" fn guard() {
    naked_asm!(
        ".cfi_startproc",
        ".cfi_undefined x30",
        "nop",
        "bl {finish}", // does not return
        "brk #1",
        ".cfi_endproc",
        finish = sym finish,
    )
}
// ANCHOR_END: guard
