//! Moved in both branches, or only on a path that leaves.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn take(noisy: Noisy) -> u32 {
    noisy.number
}

coroutine fn moves(n: u32) -> u32 {
    let a: Noisy = Noisy::new("a", 1);
    let b: Noisy = Noisy::new("b", 2);
    number(1, 0).wait;
    if n == 0 {
        return take(b);
    }
    let m: u32 = if n == 1 {
        number(1, 0).wait;
        take(a)
    } else {
        let m: u32 = take(a);
        number(1, m).wait
    };
    say("a is gone");
    number(1, 0).wait;
    m + b.number
}

pub fn check() {
    assert_eq!([0, 1, 2].map(|n| run(moves(n))), [2, 3, 3]);
    for n in 0..3 {
        all("moves", || moves(n));
    }
}
