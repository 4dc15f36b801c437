//! An operand that was computed keeps its value when a later operand changes the variable.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn changes() -> u32 {
    let mut n: u32 = 1;
    let a: u32 = n * 100 + {
        n = number(1, 5).wait;
        n
    };
    let b: u32 = n + {
        n += 1;
        number(1, n).wait
    } + n;
    a * 1000 + b
}

pub fn check() {
    assert_eq!(run(changes()), 105 * 1000 + 5 + 6 + 6);
    all("changes", changes);
}
