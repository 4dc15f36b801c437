//! A `for` in a `for`, both with waits.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn table() -> u32 {
    let mut sum: u32 = 0;
    for row in 1..3u32 {
        let outer: Noisy = Noisy::new("row", row);
        for column in 0..row {
            let inner: Noisy = Noisy::new("column", column);
            sum += number(1, outer.number * 10 + inner.number).wait;
        }
        number(0, sum).wait;
    }
    sum
}

pub fn check() {
    assert_eq!(run(table()), 10 + 20 + 21);
    all("table", table);
}
