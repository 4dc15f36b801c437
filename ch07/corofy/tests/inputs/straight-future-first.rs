//! Futures that are made before something else happens, and waited for in another order.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn later() -> u32 {
    let first = number(1, 1);
    let second: After<u32> = After::new(0, 2);
    let _third: After<Noisy> = After::new(1, Noisy::new("third", 3));
    say("all are made");
    let b = second.wait;
    let a = first.wait;
    say("the third is dropped without a poll");
    a * 10 + b
}

pub fn check() {
    assert_eq!(run(later()), 12);
    all("later", later);
}
