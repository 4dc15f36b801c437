//! Parameters are dropped in the reverse of their order, after the variables.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn take(noisy: Noisy) -> u32 {
    noisy.number
}

coroutine fn order(a: Noisy, b: Noisy, _c: Noisy) -> u32 {
    let _d: Noisy = Noisy::new("d", 4);
    number(1, 0).wait;
    let n: u32 = take(b);
    let e: Noisy = Noisy::new("e", 5);
    number(1, 0).wait;
    n + a.number + e.number
}

pub fn check() {
    let start = || order(Noisy::new("a", 1), Noisy::new("b", 2), Noisy::new("c", 3));
    assert_eq!(run(start()), 8);
    all("order", start);
}
