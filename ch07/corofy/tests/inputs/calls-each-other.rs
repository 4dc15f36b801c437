//! Coroutines that wait for coroutines.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn outer(n: u32) -> u32 {
    let kept: Noisy = Noisy::new("outer", n);
    let a = middle(n + 1, Noisy::new("lent", n)).wait;
    let b = inner(a).wait;
    a * 10 + b + kept.number
}

coroutine fn middle(n: u32, lent: Noisy) -> u32 {
    let first = inner(n);
    let second = inner(n + 1);
    say("both are made, none has begun");
    let b = second.wait;
    let a = first.wait;
    a + b + lent.number
}

coroutine fn inner(n: u32) -> u32 {
    let kept: Noisy = Noisy::new("inner", n);
    number(1, kept.number).wait
}

pub fn check() {
    assert_eq!(run(outer(1)), 6 * 10 + 6 + 1);
    all("outer", || outer(1));
}
