//! Two waits, one after the other: the second future is made when the first is ready.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

pub coroutine fn two(start: u32) -> u32 {
    say("begins");
    let a = number(1, start).wait;
    say(format!("a is {a}"));
    let b = number(2, a + 1).wait;
    say(format!("b is {b}"));
    a * 10 + b
}

pub fn check() {
    assert_eq!(run(two(3)), 34);
    all("two", || two(3));
}
