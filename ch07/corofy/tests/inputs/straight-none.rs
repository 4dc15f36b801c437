//! A coroutine that never waits is ready at its first poll.

use crate::drive::{all, run};
use crate::stage::say;

coroutine fn nothing() {}

coroutine fn only_says(count: usize) -> usize {
    say("no wait");
    count + 1
}

pub fn check() {
    run(nothing());
    assert_eq!(run(only_says(1)), 2);
    all("nothing", nothing);
    all("only_says", || only_says(4));
}
