//! A temporary lives to the end of its statement, across the wait in it, and no longer.

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

coroutine fn statements() -> u32 {
    let a: u32 = look(&here("first")) + number(1, 1).wait;
    say("the first is gone");
    let b = number(1, look(&here("second"))).wait;
    say("the second is gone");
    number(1, 0).wait;
    a + b
}

pub fn check() {
    assert_eq!(run(statements()), 3);
    all("statements", statements);
}
