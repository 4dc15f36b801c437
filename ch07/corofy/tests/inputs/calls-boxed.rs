//! A coroutine that waits for itself, through a box.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};
use crate::world::{Boxed, boxed};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn lower(n: u32) -> Boxed<u32> {
    boxed(countdown(n))
}

coroutine fn countdown(n: u32) -> u32 {
    let kept: Noisy = Noisy::new("level", n);
    if n == 0 {
        return number(1, 0).wait;
    }
    let below: u32 = lower(n - 1).wait;
    below + kept.number
}

pub fn check() {
    assert_eq!(run(countdown(3)), 6);
    all("countdown", || countdown(2));
}
