//! The sentries on aarch64, which has registers to spare.

use super::{Left, SENTRY};
use std::arch::asm;

pub fn surrounded(mut a: u64, mut b: u64) -> Left {
    let names = ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9"];
    let mut others: [u64; 10] = std::array::from_fn(|n| SENTRY + n as u64);
    let [x0, x1, x2, x3, x4, x5, x6, x7, x8, x9] = &mut others;
    let below_stack;
    let flags_before: u64;
    let flags_after: u64;
    // SAFETY: every register that is written is declared, but for those that the exercise writes by
    // mistake, which this is here to find. What lies below the stack pointer is nobody's.
    unsafe {
        asm!(
            // Negative, zero, carry and overflow together: nothing that is computed leaves them so.
            "mov {before}, #0xF0000000",
            "msr nzcv, {before}",
            "str {s}, [sp, #-16]",
            exchange!(),
            "/* {a} {b} {c} */",
            "ldr {s}, [sp, #-16]",
            "mrs {after}, nzcv",
            a = inout(reg) a,
            b = inout(reg) b,
            c = out(reg) _,
            s = inout(reg) SENTRY => below_stack,
            before = out(reg) flags_before,
            after = out(reg) flags_after,
            inout("x0") *x0,
            inout("x1") *x1,
            inout("x2") *x2,
            inout("x3") *x3,
            inout("x4") *x4,
            inout("x5") *x5,
            inout("x6") *x6,
            inout("x7") *x7,
            inout("x8") *x8,
            inout("x9") *x9,
        );
    }
    Left {
        a,
        b,
        others: names.into_iter().zip(others).collect(),
        below_stack,
        flags_before,
        flags_after,
    }
}
