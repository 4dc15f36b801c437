//! Parameters that are shadowed, changed, taken apart and unused.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn parameters(
    mut n: u32,
    (left, right): (Noisy, u32),
    _: Noisy,
    _unused: Noisy,
    _also_unused: u32,
) -> u32 {
    n += number(1, right).wait;
    let right: Noisy = Noisy::new("right", n);
    number(1, 0).wait;
    say(format!("{left:?} {right:?}"));
    n
}

fn start() -> impl crate::Future<Output = u32> {
    let left = (Noisy::new("left", 1), 10);
    parameters(5, left, Noisy::new("ignored", 0), Noisy::new("unused", 0), 9)
}

pub fn check() {
    assert_eq!(run(start()), 15);
    all("parameters", start);
}
