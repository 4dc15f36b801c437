//! A reference to a variable, both alive across waits.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn lends() -> u32 {
    let it: Noisy = Noisy::new("it", 5);
    let lent: &Noisy = &it;
    number(1, 0).wait;
    say(format!("{lent:?} {it:?}"));
    let again: &u32 = &lent.number;
    number(1, 0).wait;
    *again + it.number
}

pub fn check() {
    assert_eq!(run(lends()), 10);
    all("lends", lends);
}
