//! Patterns that take a struct apart.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

struct Duo {
    left: Noisy,
    right: Noisy,
    number: u32,
}

fn duo(number: u32) -> After<Duo> {
    let value = Duo { left: Noisy::new("left", number), right: Noisy::new("right", number), number };
    After::new(1, value)
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn structs() -> u32 {
    let Duo { left, right: other, number: n }: Duo = duo(5).wait;
    number(1, 0).wait;
    say(format!("{left:?} {other:?}"));
    let Duo { number: m, .. }: Duo = duo(6).wait;
    say("both halves are gone");
    number(1, 0).wait;
    n + m
}

pub fn check() {
    assert_eq!(run(structs()), 11);
    all("structs", structs);
}
