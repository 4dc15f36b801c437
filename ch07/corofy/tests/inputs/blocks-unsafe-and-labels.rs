//! Blocks with a label are left with a value.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn leaves(n: u32) -> u32 {
    let found: u32 = 'search: {
        let guard: Noisy = Noisy::new("guard", n);
        let a = number(1, n).wait;
        if a == 0 {
            break 'search 100;
        }
        let b = number(1, a + 1).wait;
        if b == 2 {
            break 'search guard.number + b;
        }
        say("not found");
        7
    };
    number(1, found + 1).wait
}

pub fn check() {
    assert_eq!([run(leaves(0)), run(leaves(1)), run(leaves(2))], [101, 4, 8]);
    for n in 0..3 {
        all("leaves", || leaves(n));
    }
}
