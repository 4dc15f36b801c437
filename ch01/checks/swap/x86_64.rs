//! The sentries on x86-64. Six registers are left, for the three of the exercise and what is needed here.

use super::{Left, SENTRY};
use std::arch::asm;

/// Carry, parity, adjust, zero, sign and overflow, among the bits that `pushfq` gives.
const FLAGS: u64 = 0x8D5;

pub fn surrounded(mut a: u64, mut b: u64) -> Left {
    let names = ["rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9"];
    let mut others: [u64; 7] = std::array::from_fn(|n| SENTRY + n as u64);
    let [rax, rcx, rdx, rsi, rdi, r8, r9] = &mut others;
    let below_stack;
    let flags_before: u64;
    let flags_after: u64;
    // SAFETY: every register that is written is declared, but for those that the exercise writes by
    // mistake, which this is here to find. What lies below the stack pointer is nobody's, since
    // `nostack` is not promised.
    unsafe {
        asm!(
            // Zero and carry together: a pair that arithmetic does not leave.
            "cmp {s}, {s}",
            "stc",
            "pushfq",
            "pop {before}",
            "mov qword ptr [rsp - 8], {s}",
            exchange!(),
            "/* {a} {b} {c} */",
            "mov {s}, qword ptr [rsp - 8]",
            "pushfq",
            "pop {after}",
            a = inout(reg) a,
            b = inout(reg) b,
            c = out(reg) _,
            s = inout(reg) SENTRY => below_stack,
            before = out(reg) flags_before,
            after = lateout(reg) flags_after,
            inout("rax") *rax,
            inout("rcx") *rcx,
            inout("rdx") *rdx,
            inout("rsi") *rsi,
            inout("rdi") *rdi,
            inout("r8") *r8,
            inout("r9") *r9,
        );
    }
    Left {
        a,
        b,
        others: names.into_iter().zip(others).collect(),
        below_stack,
        flags_before: flags_before & FLAGS,
        flags_after: flags_after & FLAGS,
    }
}
