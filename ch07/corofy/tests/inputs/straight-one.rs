//! One wait, and nothing else.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn one() {
    number(2, 1).wait;
}

pub fn check() {
    run(one());
    all("one", one);
}
