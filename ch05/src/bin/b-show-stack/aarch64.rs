//! Six registers given to a function, and taken back, on aarch64.

use std::arch::naked_asm;
use std::io;

/// Six of the registers that a function hands back as they were, as [`enter`] takes them from the
/// frame. There are more: x25 to x29, the stack pointer, and the lower halves of v8 to v15.
pub const REGISTERS: [&str; 6] = ["x19", "x20", "x21", "x22", "x23", "x24"];

/// What [`push_three`] writes. The like fits into a single instruction.
pub const PUSHED: [usize; 3] = [0xc1c1c1c1c1c1c1c1, 0xc3c3c3c3c3c3c3c3, 0xc7c7c7c7c7c7c7c7];

/// Whether the step runs here: it does.
pub fn check() -> io::Result<()> {
    Ok(())
}

// ANCHOR: enter
/// Takes a frame's registers, and goes to its function; returns when that comes to [`back`].
///
/// # Safety
///
/// At `frame`, which is a multiple of 16, lie the values of the six [`REGISTERS`]; then the address of
/// an `extern "C"` function without arguments; the address of `back`; and a word that may be
/// written to. Below it, the function has room for all that it does.
#[unsafe(naked)]
pub unsafe extern "C" fn enter(frame: *mut usize) {
    naked_asm!(
        // Who called us wants these back as they were; x30 is where it goes on.
        "stp x19, x20, [sp, #-64]!",
        "stp x21, x22, [sp, #16]",
        "stp x23, x24, [sp, #32]",
        "str x30, [sp, #48]",
        // The registers that could keep it for us get new values: the frame keeps our stack pointer.
        "mov x9, sp",
        "str x9, [x0, #64]",
        "ldp x19, x20, [x0]",
        "ldp x21, x22, [x0, #16]",
        "ldp x23, x24, [x0, #32]",
        // The address of the function, and the one that it returns to.
        "ldp x9, x30, [x0, #48]",
        // The other stack: two words are left above.
        "add x0, x0, #64",
        "mov sp, x0",
        "br x9",
    )
}
// ANCHOR_END: enter

// ANCHOR: back
/// Where the function returns to: the word above holds the stack pointer that [`enter`] had.
///
/// # Safety
///
/// Not to be called: only its address is of use.
#[unsafe(naked)]
pub unsafe extern "C" fn back() {
    naked_asm!(
        "ldr x9, [sp]",
        "mov sp, x9",
        "ldr x30, [sp, #48]",
        "ldp x23, x24, [sp, #32]",
        "ldp x21, x22, [sp, #16]",
        "ldp x19, x20, [sp], #64",
        "ret",
    )
}
// ANCHOR_END: back

// ANCHOR: push-three
/// Pushes three words, takes the stack pointer back over them, and returns. Written by hand, since
/// what a function in Rust pushes is up to the compiler. The stack pointer moves by 16 at a time.
#[unsafe(naked)]
pub extern "C" fn push_three() {
    naked_asm!(
        "mov x9, #{0}",
        "mov x10, #{1}",
        "mov x11, #{2}",
        "stp x10, x9, [sp, #-16]!",
        "str x11, [sp, #-16]!",
        "add sp, sp, #32",
        "ret",
        const PUSHED[0],
        const PUSHED[1],
        const PUSHED[2],
    )
}
// ANCHOR_END: push-three
