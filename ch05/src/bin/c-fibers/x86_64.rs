//! The switch on x86-64, by the System V ABI: Linux, macOS and most others, but not Windows.

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
/// The control words of floating point, MXCSR and the x87's, belong to the list. They are left out
/// because Rust code never runs with others than the usual ones: what is the same for all fibers
/// does not have to be exchanged.
#[derive(Debug, Default)]
#[repr(C)]
pub struct Context {
    rsp: u64,
    rbx: u64,
    rbp: u64,
    r12: u64,
    r13: u64,
    r14: u64,
    r15: u64,
}
// ANCHOR_END: context

// ANCHOR: plant
/// Prepares a stack so that a [`switch`] to the context begins the function there.
///
/// # Safety
///
/// Nobody runs on the stack, nor will go on there, and it outlives the function.
pub unsafe fn plant(stack: &Stack, function: extern "C" fn()) -> Context {
    let way_back = guard as *const () as usize + NOP;
    let sp = stack.top().wrapping_sub(2);
    // SAFETY: two words below the top are in the stack, which is the caller's to write to.
    unsafe { sp.cast::<[usize; 2]>().write([function as usize, way_back]) };
    Context {
        rsp: sp as u64,
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
        // The return address lies at rsp, all the time: the unwinder needs to know no more.
        ".cfi_startproc",
        "mov [rdi + {rsp}], rsp",
        "mov [rdi + {rbx}], rbx",
        "mov [rdi + {rbp}], rbp",
        "mov [rdi + {r12}], r12",
        "mov [rdi + {r13}], r13",
        "mov [rdi + {r14}], r14",
        "mov [rdi + {r15}], r15",
        "mov rsp, [rsi + {rsp}]", // from here on the stack is the other one
        "mov rbx, [rsi + {rbx}]",
        "mov rbp, [rsi + {rbp}]",
        "mov r12, [rsi + {r12}]",
        "mov r13, [rsi + {r13}]",
        "mov r14, [rsi + {r14}]",
        "mov r15, [rsi + {r15}]",
        "ret", // to the address that lies on the other stack
        ".cfi_endproc",
        rsp = const offset_of!(Context, rsp),
        rbx = const offset_of!(Context, rbx),
        rbp = const offset_of!(Context, rbp),
        r12 = const offset_of!(Context, r12),
        r13 = const offset_of!(Context, r13),
        r14 = const offset_of!(Context, r14),
        r15 = const offset_of!(Context, r15),
    )
}
// ANCHOR_END: switch

// ANCHOR: guard
/// How long the first instruction of [`guard`] is. An unwinder takes a return address for that of
/// the instruction behind a call, and looks one byte before it. So we plant one behind a `nop`.
const NOP: usize = 1;

/// Where the functions of fibers return to. It has been called by nobody, and says so: a backtrace
/// ends here.
#[unsafe(naked)]
extern "C" fn guard() {
    naked_asm!(
        ".cfi_startproc",
        ".cfi_undefined rip",
        "nop",
        "call {finish}", // does not return
        "ud2",
        ".cfi_endproc",
        finish = sym finish,
    )
}
// ANCHOR_END: guard
