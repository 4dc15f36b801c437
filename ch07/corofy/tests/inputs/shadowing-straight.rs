//! Two variables of one name are two variables: both live, and both are dropped.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn shadows() -> u32 {
    let it: Noisy = Noisy::new("old", 1);
    number(1, 0).wait;
    let it: Noisy = Noisy::new("new", it.number + 1);
    number(1, 0).wait;
    let it: u32 = it.number + 1;
    say("three of one name");
    let n = number(1, it).wait;
    let n: u32 = n + it;
    number(1, n).wait
}

pub fn check() {
    assert_eq!(run(shadows()), 6);
    all("shadows", shadows);
}
