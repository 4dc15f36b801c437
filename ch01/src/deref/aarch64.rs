//! The instructions of aarch64. A name with `w` is the lower half of a register.
#![expect(unsafe_code, reason = "the compiler cannot check an instruction")]

use std::arch::asm;

// ANCHOR: read
/// Reads the byte at an address, by one instruction.
///
/// # Safety
///
/// The byte can be read, and nobody writes it meanwhile; or the caller is prepared for what comes of
/// a fault instead: the process's handler, or its end. The compiler learns of neither, since it does
/// not look into the instruction.
pub unsafe fn read(pointer: *const u8) -> u8 {
    let value;
    // SAFETY: the instruction reads one byte, which the caller vouches for, and writes one register,
    // which is declared. It changes no memory (readonly), pushes nothing (nostack), and no load
    // touches the flags (preserves_flags).
    unsafe {
        asm!(
            "ldrb {value:w}, [{pointer}]",
            pointer = in(reg) pointer,
            value = out(reg) value,
            options(readonly, nostack, preserves_flags),
        );
    }
    value
}
// ANCHOR_END: read

// ANCHOR: write
/// Writes the byte at an address, by one instruction.
///
/// # Safety
///
/// The byte can be written, and nobody else uses it meanwhile; or the caller is prepared for what
/// comes of a fault, as for [`read`].
pub unsafe fn write(pointer: *mut u8, value: u8) {
    // SAFETY: the instruction writes one byte, which the caller vouches for, and no register. Without
    // `readonly` or `nomem`, the compiler forgets what it thought it knew about memory.
    unsafe {
        asm!(
            "strb {value:w}, [{pointer}]",
            pointer = in(reg) pointer,
            value = in(reg) value,
            options(nostack, preserves_flags),
        );
    }
}
// ANCHOR_END: write
