//! Six registers given to a function, and taken back, on x86-64.

use std::arch::naked_asm;
use std::io;

/// The registers that a function hands back as they were, as [`enter`] takes them from the frame.
/// The stack pointer is one of them too.
pub const REGISTERS: [&str; 6] = ["r15", "r14", "r13", "r12", "rbx", "rbp"];

/// What [`push_three`] writes.
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
        // Who called us wants these back as they were.
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        // All registers that would keep it for us get new values: the frame keeps our stack pointer.
        "mov [rdi + 64], rsp",
        // The other stack, from its lowest planted word on up.
        "mov rsp, rdi",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        // Pops the address of the function. Above it lies where that one returns to.
        "ret",
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
        "pop rsp", // the word that it points to becomes the stack pointer
        "pop r15", "pop r14", "pop r13", "pop r12", "pop rbx", "pop rbp", "ret",
    )
}
// ANCHOR_END: back

// ANCHOR: push-three
/// Pushes three words, takes the stack pointer back over them, and returns. Written by hand, since
/// what a function in Rust pushes is up to the compiler.
#[unsafe(naked)]
pub extern "C" fn push_three() {
    naked_asm!(
        "mov rax, {0}",
        "push rax",
        "mov rax, {1}",
        "push rax",
        "mov rax, {2}",
        "push rax",
        "add rsp, 24",
        "ret",
        const PUSHED[0],
        const PUSHED[1],
        const PUSHED[2],
    )
}
// ANCHOR_END: push-three
