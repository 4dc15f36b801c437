//! The switch on Windows x64.

pub use crate::context::Context;
pub use crate::plant::plant;

use crate::context::place;
use std::arch::naked_asm;
use std::mem::offset_of;

/// Leaves the caller's registers in one context, and takes those of the other. So it returns to
/// whoever called it when that other context was left, or to the beginning of a planted function.
/// The arguments are in rcx and rdx.
///
/// # Safety
///
/// `to` was planted, or left by a switch, and nobody has gone on from it since; its stack still
/// is there. Both contexts stay where they are until this returns.
#[unsafe(naked)]
pub unsafe extern "C" fn switch(from: *mut Context, to: *const Context) {
    naked_asm!(
        // ANCHOR: save
        "mov [rcx + {rsp}], rsp",
        "mov [rcx + {rbx}], rbx",
        "mov [rcx + {rbp}], rbp",
        "mov [rcx + {rdi}], rdi",
        "mov [rcx + {rsi}], rsi",
        "mov [rcx + {r12}], r12",
        "mov [rcx + {r13}], r13",
        "mov [rcx + {r14}], r14",
        "mov [rcx + {r15}], r15",
        "movaps [rcx + {xmm6}], xmm6",
        "movaps [rcx + {xmm7}], xmm7",
        "movaps [rcx + {xmm8}], xmm8",
        "movaps [rcx + {xmm9}], xmm9",
        "movaps [rcx + {xmm10}], xmm10",
        "movaps [rcx + {xmm11}], xmm11",
        "movaps [rcx + {xmm12}], xmm12",
        "movaps [rcx + {xmm13}], xmm13",
        "movaps [rcx + {xmm14}], xmm14",
        "movaps [rcx + {xmm15}], xmm15",
        "mov rax, gs:[{stack_base_at}]",
        "mov [rcx + {stack_base}], rax",
        "mov rax, gs:[{stack_limit_at}]",
        "mov [rcx + {stack_limit}], rax",
        "mov rax, gs:[{deallocation_stack_at}]",
        "mov [rcx + {deallocation_stack}], rax",
        "mov rax, gs:[{guaranteed_bytes_at}]",
        "mov [rcx + {guaranteed_bytes}], rax",
        // ANCHOR_END: save
        // ANCHOR: restore
        "mov rsp, [rdx + {rsp}]",
        "mov rbx, [rdx + {rbx}]",
        "mov rbp, [rdx + {rbp}]",
        "mov rdi, [rdx + {rdi}]",
        "mov rsi, [rdx + {rsi}]",
        "mov r12, [rdx + {r12}]",
        "mov r13, [rdx + {r13}]",
        "mov r14, [rdx + {r14}]",
        "mov r15, [rdx + {r15}]",
        "movaps xmm6, [rdx + {xmm6}]",
        "movaps xmm7, [rdx + {xmm7}]",
        "movaps xmm8, [rdx + {xmm8}]",
        "movaps xmm9, [rdx + {xmm9}]",
        "movaps xmm10, [rdx + {xmm10}]",
        "movaps xmm11, [rdx + {xmm11}]",
        "movaps xmm12, [rdx + {xmm12}]",
        "movaps xmm13, [rdx + {xmm13}]",
        "movaps xmm14, [rdx + {xmm14}]",
        "movaps xmm15, [rdx + {xmm15}]",
        "mov rax, [rdx + {stack_base}]",
        "mov gs:[{stack_base_at}], rax",
        "mov rax, [rdx + {stack_limit}]",
        "mov gs:[{stack_limit_at}], rax",
        "mov rax, [rdx + {deallocation_stack}]",
        "mov gs:[{deallocation_stack_at}], rax",
        "mov rax, [rdx + {guaranteed_bytes}]",
        "mov gs:[{guaranteed_bytes_at}], rax",
        // ANCHOR_END: restore
        "ret", // to the address that lies on the other stack
        rsp = const offset_of!(Context, rsp),
        rbx = const offset_of!(Context, rbx),
        rbp = const offset_of!(Context, rbp),
        rdi = const offset_of!(Context, rdi),
        rsi = const offset_of!(Context, rsi),
        r12 = const offset_of!(Context, r12),
        r13 = const offset_of!(Context, r13),
        r14 = const offset_of!(Context, r14),
        r15 = const offset_of!(Context, r15),
        xmm6 = const offset_of!(Context, xmm6),
        xmm7 = const offset_of!(Context, xmm7),
        xmm8 = const offset_of!(Context, xmm8),
        xmm9 = const offset_of!(Context, xmm9),
        xmm10 = const offset_of!(Context, xmm10),
        xmm11 = const offset_of!(Context, xmm11),
        xmm12 = const offset_of!(Context, xmm12),
        xmm13 = const offset_of!(Context, xmm13),
        xmm14 = const offset_of!(Context, xmm14),
        xmm15 = const offset_of!(Context, xmm15),
        stack_base = const offset_of!(Context, stack_base),
        stack_limit = const offset_of!(Context, stack_limit),
        deallocation_stack = const offset_of!(Context, deallocation_stack),
        guaranteed_bytes = const offset_of!(Context, guaranteed_bytes),
        stack_base_at = const place::STACK_BASE,
        stack_limit_at = const place::STACK_LIMIT,
        deallocation_stack_at = const place::DEALLOCATION_STACK,
        guaranteed_bytes_at = const place::GUARANTEED_BYTES,
    )
}
