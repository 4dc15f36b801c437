//! Arguments wait for each other: those computed first are held while the next ones wait.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 1)
}

fn both(left: Noisy, middle: Noisy, right: Noisy) -> u32 {
    left.number + middle.number + right.number
}

coroutine fn calls() -> u32 {
    let a: u32 = both(here("a"), made("b", 2).wait, here("c"));
    let b: u32 = both(made("d", 10).wait, made("e", 20).wait, made("f", 30).wait);
    a + both(here("g"), here("h"), made("i", 100).wait) + b
}

pub fn check() {
    assert_eq!(run(calls()), 4 + 60 + 102);
    all("calls", calls);
}
