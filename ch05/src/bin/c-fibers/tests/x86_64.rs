//! Functions that look at registers, on x86-64.

use super::{decoy, look_up_and_leave, record};
use crate::switch::{Context, switch};
use std::arch::naked_asm;

/// The stack pointer's remainder by 16 when a function begins: a `call` has just pushed 8 bytes.
pub const MISALIGNED_BY: usize = 8;

/// Fills all callee-saved registers with `seed` and a bit, switches, and returns the bits of those
/// that came back with something else.
///
/// # Safety
///
/// As for [`switch`].
#[unsafe(naked)]
pub unsafe extern "C" fn lost(seed: u64, from: *mut Context, to: *const Context) -> u64 {
    naked_asm!(
        "push rbx",
        "push rbp",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "push rdi",
        "lea rbx, [rdi + 1]",
        "lea rbp, [rdi + 2]",
        "lea r12, [rdi + 4]",
        "lea r13, [rdi + 8]",
        "lea r14, [rdi + 16]",
        "lea r15, [rdi + 32]",
        "mov rdi, rsi",
        "mov rsi, rdx",
        "call {switch}",
        "pop rdi",
        "xor eax, eax",
        "sub rbx, rdi",
        "xor rbx, 1",
        "or rax, rbx",
        "sub rbp, rdi",
        "xor rbp, 2",
        "or rax, rbp",
        "sub r12, rdi",
        "xor r12, 4",
        "or rax, r12",
        "sub r13, rdi",
        "xor r13, 8",
        "or rax, r13",
        "sub r14, rdi",
        "xor r14, 16",
        "or rax, r14",
        "sub r15, rdi",
        "xor r15, 32",
        "or rax, r15",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbp",
        "pop rbx",
        "ret",
        switch = sym switch,
    )
}

/// Tells where the stack pointer is when a function begins.
#[unsafe(naked)]
pub extern "C" fn entry() {
    naked_asm!("mov rdi, rsp", "jmp {record}", record = sym record)
}

/// Puts addresses in a function where its caller's frame would be, and goes on as another function, with the
/// planted way back.
#[unsafe(naked)]
pub extern "C" fn below_decoys() {
    naked_asm!(
        "pop rbx", // the way back; the first function on a stack may leave anything in rbx
        "call {decoy}",
        ".rept 32",
        "push rax",
        ".endr",
        "push rbx",
        "jmp {look_up}",
        decoy = sym decoy,
        look_up = sym look_up_and_leave,
    )
}
