//! Two registers, and each is to have what the other one had.
//!
//! Write the instructions, between the quotes of `exchange!` and separated by `\n`. In the text, `{a}` and
//! `{b}` stand for the two registers, whichever the compiler chooses, and `{c}` for a third one that is
//! free. `mov {c}, {a}` copies from the second register it names to the first one: on x86-64 and on
//! aarch64 alike.
//!
//! It is right when the two values have changed places, and nothing else has changed: the other
//! registers, the flags and the stack belong to the code around yours. The `options` promise that, and
//! the compiler believes them.
#![expect(unsafe_code, reason = "the compiler cannot check instructions")]

use std::arch::asm;

/// The instructions.
macro_rules! exchange {
    () => {
        // An instruction that does nothing.
        "nop"
    };
}

/// Gives the two values in the other order.
pub fn swap(mut a: u64, mut b: u64) -> (u64, u64) {
    // SAFETY: the instructions use the three registers that are declared and keep the promises below:
    // the checks see to it.
    unsafe {
        asm!(
            exchange!(),
            "/* {a} {b} {c}: named here too, since you need not use them all */",
            a = inout(reg) a,
            b = inout(reg) b,
            c = out(reg) _,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    (a, b)
}

#[cfg(test)]
#[path = "../checks/swap.rs"]
mod check;
