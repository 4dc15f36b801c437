//! An `if` that has a value, with waits in its condition and its branches.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn flag(value: bool) -> After<bool> {
    After::new(1, value)
}

coroutine fn chooses(yes: bool) -> u32 {
    let a: u32 = if flag(yes).wait { number(1, 10).wait } else { 20 };
    let b: u32 = if yes {
        1
    } else {
        let c = number(1, 2).wait;
        c + number(1, 3).wait
    };
    if number(1, a).wait > 10 { a + b } else { number(1, a * b).wait }
}

pub fn check() {
    assert_eq!([run(chooses(true)), run(chooses(false))], [10, 25]);
    all("true", || chooses(true));
    all("false", || chooses(false));
}
