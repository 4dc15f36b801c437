//! A `match` with waits in some arms.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn arms(n: u32) -> u32 {
    match n {
        0 => 100,
        1 | 2 => number(1, n).wait + 10,
        3..=5 => {
            let a = number(1, 1).wait;
            let b = number(1, 2).wait;
            a + b
        }
        _ => number(2, 7).wait,
    }
}

pub fn check() {
    assert_eq!([0, 1, 2, 4, 6].map(|n| run(arms(n))), [100, 11, 12, 3, 7]);
    for n in [0, 2, 5, 6] {
        all("arms", || arms(n));
    }
}
