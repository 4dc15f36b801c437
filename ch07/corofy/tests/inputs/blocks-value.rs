//! Blocks that have values.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

coroutine fn values() -> u32 {
    let a: u32 = {
        let b = number(1, 2).wait;
        let c = made("c", b).wait;
        number(1, b + c.number).wait
    };
    let d: u32 = { number(1, 5).wait };
    {
        let e = made("e", 1).wait;
        a * 100 + d * 10 + e.number
    }
}

pub fn check() {
    assert_eq!(run(values()), 451);
    all("values", values);
}
