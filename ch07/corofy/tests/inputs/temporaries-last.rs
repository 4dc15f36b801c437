//! The last statement of a block is over before the block's variables are dropped.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 0)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn lasts() -> u32 {
    let mut turns: u32 = 0;
    while turns < 2 {
        turns += 1;
        {
            let _bound = made("bound", number(1, look(&here("looked at"))).wait).wait;
        }
    }
    for _ in 0..2u32 {
        let _bound = made("bound", number(1, look(&here("looked at"))).wait).wait;
    }
    turns
}

pub fn check() {
    assert_eq!(run(lasts()), 2);
    all("lasts", lasts);
}
