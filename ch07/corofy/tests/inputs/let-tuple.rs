//! Patterns that take a tuple apart, with types from the annotation.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn pair(name: &'static str, number: u32) -> After<(Noisy, u32)> {
    After::new(1, (Noisy::new(name, number), number))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn tuples() -> u32 {
    let (left, n): (Noisy, u32) = pair("p", 7).wait;
    let (a, (mut b, c)): (u32, (u32, bool)) = (1, (2, true));
    b += number(1, n).wait;
    let (_, last): (Noisy, u32) = pair("q", 2).wait;
    say("q is gone");
    number(1, 0).wait;
    if c { left.number + a * 100 + b * 1000 + last } else { 0 }
}

pub fn check() {
    assert_eq!(run(tuples()), 9109);
    all("tuples", tuples);
}
