//! A variable that's moved and assigned again is dropped where its declaration says, not where it was assigned.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn renamed(noisy: Noisy, more: u32) -> Noisy {
    Noisy::new(noisy.name, noisy.number + more)
}

coroutine fn assigned(mut first: Noisy, _second: Noisy) -> u32 {
    first = renamed(first, number(1, 10).wait);
    let mut third: Noisy = Noisy::new("third", 3);
    let _fourth: Noisy = Noisy::new("fourth", 4);
    third = renamed(third, number(1, 100).wait);
    first.number + third.number
}

pub fn check() {
    let start = || assigned(Noisy::new("first", 1), Noisy::new("second", 2));
    assert_eq!(run(start()), 114);
    all("assigned", start);
}
