//! There and back on x86-64: seven instructions. `rsp` is the stack pointer; `push` and `pop` move it,
//! and `ret` takes the address to go on at from the word that it points to.

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
        // Who called us wants its rbx back as it was.
        "push rbx",
        // And hello gives us our rbx back as it was. So it keeps our stack pointer for us.
        "mov rbx, rsp",
        // The second argument came in rsi. From here on the stack is the other one.
        "mov rsp, rsi",
        // Pops the address of hello. The first argument is still in rdi, where hello looks for it.
        "ret",
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
    naked_asm!("mov rsp, rbx", "pop rbx", "ret")
}
// ANCHOR_END: back
