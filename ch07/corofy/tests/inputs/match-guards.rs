//! Guards have effects: each is computed at most once, in order, until one is true.

use crate::drive::{all, run};
use crate::stage::{After, tick};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn guarded(limit: u32) -> u32 {
    let a: u32 = match number(1, limit).wait {
        n if tick("first guard", n > 10) => n + number(1, 1).wait,
        n if tick("second guard", n > 5) => {
            let b = number(1, 2).wait;
            n + b
        }
        0 => 0,
        n if tick("third guard", n > 1) => n,
        _ => number(1, 50).wait,
    };
    number(1, a).wait
}

pub fn check() {
    assert_eq!([11, 6, 0, 2, 1].map(|n| run(guarded(n))), [12, 8, 0, 2, 50]);
    for n in [11, 6, 0, 2, 1] {
        all("guarded", || guarded(n));
    }
}
