//! Temporaries of a condition are gone when its body begins.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 1)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn conditions() -> u32 {
    let mut sum: u32 = 0;
    if look(&here("if")) == 1 {
        say("in the if");
        sum += number(1, 1).wait;
    }
    while look(&here("while")) + sum < 4 {
        say("in the while");
        sum += number(1, 1).wait;
    }
    sum
}

pub fn check() {
    assert_eq!(run(conditions()), 3);
    all("conditions", conditions);
}
