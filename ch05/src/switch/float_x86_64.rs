//! The control words of floating point on x86-64: the x87's, and MXCSR's for everything else.

use std::arch::asm;

/// The flags in MXCSR that say what has happened, and control nothing.
const MXCSR_FLAGS: u32 = 0x3F;

/// Both words: MXCSR's above the x87's.
pub(crate) fn float_control() -> u64 {
    let (mut mxcsr, mut x87) = (0u32, 0u16);
    // SAFETY: the two instructions write four and two bytes into our variables.
    unsafe {
        asm!(
            "stmxcsr [{mxcsr}]",
            "fnstcw [{x87}]",
            mxcsr = in(reg) &raw mut mxcsr,
            x87 = in(reg) &raw mut x87,
            options(nostack, preserves_flags),
        );
    }
    u64::from(mxcsr & !MXCSR_FLAGS) << 16 | u64::from(x87)
}

/// # Safety
///
/// `words` is what [`float_control`] gave when nobody had changed them.
pub(crate) unsafe fn set_float_control(words: u64) {
    let (mxcsr, x87) = ((words >> 16) as u32, words as u16);
    // SAFETY: the two instructions read our variables; Rust's default environment is what they load,
    // says the caller.
    unsafe {
        asm!(
            "ldmxcsr [{mxcsr}]",
            "fldcw [{x87}]",
            mxcsr = in(reg) &raw const mxcsr,
            x87 = in(reg) &raw const x87,
            options(nostack),
        );
    }
}
