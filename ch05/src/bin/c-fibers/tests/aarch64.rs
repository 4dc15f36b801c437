//! Functions that look at registers, on aarch64.

use super::{decoy, look_up_and_leave, record};
use crate::switch::{Context, switch};
use std::arch::naked_asm;

/// The stack pointer's remainder by 16 when a function begins: a call pushes nothing.
pub const MISALIGNED_BY: usize = 0;

/// Fills all callee-saved registers with `seed` and a number of their own, switches, and returns the
/// bits in which any of them came back with something else.
///
/// # Safety
///
/// As for [`switch`].
#[unsafe(naked)]
pub unsafe extern "C" fn lost(seed: u64, from: *mut Context, to: *const Context) -> u64 {
    naked_asm!(
        "stp x29, x30, [sp, #-176]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "str x0, [sp, #160]",
        "add x19, x0, #1",
        "add x20, x0, #2",
        "add x21, x0, #3",
        "add x22, x0, #4",
        "add x23, x0, #5",
        "add x24, x0, #6",
        "add x25, x0, #7",
        "add x26, x0, #8",
        "add x27, x0, #9",
        "add x28, x0, #10",
        "add x29, x0, #11",
        "add x9, x0, #12",
        "fmov d8, x9",
        "add x9, x0, #13",
        "fmov d9, x9",
        "add x9, x0, #14",
        "fmov d10, x9",
        "add x9, x0, #15",
        "fmov d11, x9",
        "add x9, x0, #16",
        "fmov d12, x9",
        "add x9, x0, #17",
        "fmov d13, x9",
        "add x9, x0, #18",
        "fmov d14, x9",
        "add x9, x0, #19",
        "fmov d15, x9",
        "mov x0, x1",
        "mov x1, x2",
        "bl {switch}",
        "ldr x9, [sp, #160]",
        "mov x0, #0",
        "sub x19, x19, x9",
        "sub x10, x19, #1",
        "orr x0, x0, x10",
        "sub x20, x20, x9",
        "sub x10, x20, #2",
        "orr x0, x0, x10",
        "sub x21, x21, x9",
        "sub x10, x21, #3",
        "orr x0, x0, x10",
        "sub x22, x22, x9",
        "sub x10, x22, #4",
        "orr x0, x0, x10",
        "sub x23, x23, x9",
        "sub x10, x23, #5",
        "orr x0, x0, x10",
        "sub x24, x24, x9",
        "sub x10, x24, #6",
        "orr x0, x0, x10",
        "sub x25, x25, x9",
        "sub x10, x25, #7",
        "orr x0, x0, x10",
        "sub x26, x26, x9",
        "sub x10, x26, #8",
        "orr x0, x0, x10",
        "sub x27, x27, x9",
        "sub x10, x27, #9",
        "orr x0, x0, x10",
        "sub x28, x28, x9",
        "sub x10, x28, #10",
        "orr x0, x0, x10",
        "sub x29, x29, x9",
        "sub x10, x29, #11",
        "orr x0, x0, x10",
        "fmov x10, d8",
        "sub x10, x10, x9",
        "sub x10, x10, #12",
        "orr x0, x0, x10",
        "fmov x10, d9",
        "sub x10, x10, x9",
        "sub x10, x10, #13",
        "orr x0, x0, x10",
        "fmov x10, d10",
        "sub x10, x10, x9",
        "sub x10, x10, #14",
        "orr x0, x0, x10",
        "fmov x10, d11",
        "sub x10, x10, x9",
        "sub x10, x10, #15",
        "orr x0, x0, x10",
        "fmov x10, d12",
        "sub x10, x10, x9",
        "sub x10, x10, #16",
        "orr x0, x0, x10",
        "fmov x10, d13",
        "sub x10, x10, x9",
        "sub x10, x10, #17",
        "orr x0, x0, x10",
        "fmov x10, d14",
        "sub x10, x10, x9",
        "sub x10, x10, #18",
        "orr x0, x0, x10",
        "fmov x10, d15",
        "sub x10, x10, x9",
        "sub x10, x10, #19",
        "orr x0, x0, x10",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp x29, x30, [sp], #176",
        "ret",
        switch = sym switch,
    )
}

/// Tells where the stack pointer is when a function begins.
#[unsafe(naked)]
pub extern "C" fn entry() {
    naked_asm!("mov x0, sp", "b {record}", record = sym record)
}

/// Puts addresses in a function where its caller's frame would be, and goes on as another function, with the
/// planted way back.
#[unsafe(naked)]
pub extern "C" fn below_decoys() {
    naked_asm!(
        "mov x19, x30", // the way back; the first function on a stack may leave anything in x19
        "bl {decoy}",
        ".rept 16",
        "stp x0, x0, [sp, #-16]!",
        ".endr",
        "mov x30, x19",
        "b {look_up}",
        decoy = sym decoy,
        look_up = sym look_up_and_leave,
    )
}
