//! A call of a function on another stack: all of the switch that this half of the step needs.
#![expect(unsafe_code, reason = "the compiler knows nothing of a second stack")]

use std::arch::asm;

// ANCHOR: call-on
/// Calls a function, with its argument, on the stack that ends at `top`, and returns when it does.
///
/// # Safety
///
/// `top` is a multiple of 16, nobody runs on the memory below it, and there is enough of that.
pub unsafe fn call_on(top: *mut u8, function: extern "C" fn(*mut u8), argument: *mut u8) {
    // SAFETY: the stack is the function's, as the caller says. The old stack pointer waits in a
    // register that the function hands back unchanged; the others may have changed, and are declared.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        asm!(
            "mov r12, rsp", "mov rsp, {top}", "call {function}", "mov rsp, r12",
            top = in(reg) top, function = in(reg) function, in("rdi") argument,
            out("r12") _, clobber_abi("C"),
        );
        #[cfg(target_arch = "aarch64")]
        asm!(
            "mov x20, sp", "mov sp, {top}", "blr {function}", "mov sp, x20",
            top = in(reg) top, function = in(reg) function, in("x0") argument,
            out("x20") _, clobber_abi("C"),
        );
    }
}
// ANCHOR_END: call-on
