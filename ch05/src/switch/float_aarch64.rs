//! The control register of floating point on aarch64.

use std::arch::asm;

/// FPCR.
pub(crate) fn float_control() -> u64 {
    let fpcr: u64;
    // SAFETY: reads one register.
    unsafe { asm!("mrs {}, fpcr", out(reg) fpcr, options(nomem, nostack, preserves_flags)) };
    fpcr
}

/// # Safety
///
/// `fpcr` is what [`float_control`] gave when nobody had changed it.
pub(crate) unsafe fn set_float_control(fpcr: u64) {
    // SAFETY: Rust's default environment is what is written, says the caller.
    unsafe { asm!("msr fpcr, {}", in(reg) fpcr, options(nomem, nostack, preserves_flags)) };
}
