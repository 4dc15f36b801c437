//! Waits in one branch, in the other, in both.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn branches(n: u32) -> u32 {
    let kept: Noisy = Noisy::new("kept", n);
    if n == 0 {
        number(1, 1).wait;
    }
    if n == 1 {
        say("no wait here");
    } else {
        number(1, 2).wait;
    }
    if n < 2 {
        let a = number(1, 3).wait;
        say(format!("a {a}"));
    } else {
        let b = number(2, 4).wait;
        say(format!("b {b}"));
    }
    kept.number
}

pub fn check() {
    for n in 0..3 {
        assert_eq!(run(branches(n)), n);
        all("branches", || branches(n));
    }
}
