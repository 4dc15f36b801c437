//! Several waits in one expression: operands are computed from left to right.

use crate::drive::{all, run};
use crate::stage::{After, tick};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn said(n: u32) -> u32 {
    tick(&format!("said {n}"), n)
}

coroutine fn sums() -> u32 {
    let a: u32 = number(1, 1).wait + number(2, 20).wait * number(0, 3).wait;
    let b: u32 = said(1) + number(1, 2).wait + said(3) * number(1, 4).wait;
    let c = (said(a), number(1, b).wait, said(7));
    c.0 * 1000 + c.1 + c.2
}

pub fn check() {
    assert_eq!(run(sums()), 61 * 1000 + 15 + 7);
    all("sums", sums);
}
