//! How a function begins on a stack of its own on Windows x64, and where it returns to.

use crate::context::Context;
use crate::runtime::finish;
use crate::stack::{SIZE, Stack};
use std::arch::naked_asm;

// ANCHOR: plant
/// Prepares a stack so that a switch to the context begins the function there.
///
/// # Safety
///
/// Nobody runs on the stack, nor will go on there, and it outlives the function.
pub unsafe fn plant(stack: &Stack, function: extern "C" fn()) -> Context {
    let (top, way_back) = (stack.top(), guard as *const () as usize);
    // Above its return address a function owns four words, its caller's gift. The zero above them
    // is where the search for callers ends.
    let words = [function as usize, way_back + NOP, 0, 0, 0, 0, 0, 0];
    let sp = top.wrapping_sub(words.len());
    // SAFETY: eight words below the top are in the stack, which is the caller's to write to.
    unsafe { sp.cast::<[usize; 8]>().write(words) };
    // All of its memory is there from the beginning: there is nothing left to ask for below.
    let bottom = top.wrapping_byte_sub(SIZE) as u64;
    Context {
        rsp: sp as u64,
        stack_base: top as u64,
        stack_limit: bottom,
        deallocation_stack: bottom,
        guaranteed_bytes: 0,
        ..Context::default()
    }
}
// ANCHOR_END: plant

// ANCHOR: guard
/// How long the first instruction of [`guard`] is, as in c-fibers.
const NOP: usize = 1;

/// Where the functions of fibers return to. To whoever looks for callers it says that it has moved
/// the stack pointer by the four words, behind which a zero is planted.
#[unsafe(naked)]
extern "C" fn guard() {
    naked_asm!(
        ".seh_proc {guard}",
        ".seh_stackalloc 32",
        ".seh_endprologue",
        "nop",
        "call {finish}", // does not return
        "ud2",
        ".seh_endproc",
        guard = sym guard,
        finish = sym finish,
    )
}
// ANCHOR_END: guard
