//! There and back on aarch64: eight instructions. `sp` is the stack pointer, and a multiple of 16
//! whenever memory is reached through it. A return address is in `x30`, not on the stack; `ret` goes there.

use crate::stack::Stack;
use std::arch::naked_asm;
use std::io;

/// Whether the step runs here: it does.
pub fn check() -> io::Result<()> {
    Ok(())
}

// ANCHOR: enter
/// Goes to the function whose address lies at `sp`, on the stack above and below it; returns when
/// that function comes to [`back`].
///
/// # Safety
///
/// At `sp`, which is a multiple of 16, lies the address of an `extern "C"` function that takes
/// `argument`; above it the address of `back`; and below it the function has room for all that it does.
#[unsafe(naked)]
pub unsafe extern "C" fn enter(argument: &Stack, sp: *const usize) {
    naked_asm!(
        // Who called us wants its x19 back as it was; x30 is where it goes on.
        "stp x19, x30, [sp, #-16]!",
        // And hello gives us our x19 back as it was. So it keeps our stack pointer for us.
        "mov x19, sp",
        // The second argument came in x1: the two planted words. Hello returns to what is in x30.
        "ldp x9, x30, [x1], #16",
        // From here on the stack is the other one.
        "mov sp, x1",
        // The first argument is still in x0, where hello looks for it.
        "br x9",
    )
}
// ANCHOR_END: enter

// ANCHOR: back
/// Where the function returns to: it undoes what [`enter`] did, and returns to whoever called that.
///
/// # Safety
///
/// Not to be called: only its address is of use.
#[unsafe(naked)]
pub unsafe extern "C" fn back() {
    naked_asm!("mov sp, x19", "ldp x19, x30, [sp], #16", "ret")
}
// ANCHOR_END: back
