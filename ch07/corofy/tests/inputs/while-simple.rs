//! A wait in the body of a `while`, and one in its condition.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn flag(value: bool) -> After<bool> {
    After::new(1, value)
}

coroutine fn counts(limit: u32) -> u32 {
    let mut n: u32 = 0;
    let mut sum: u32 = 0;
    while n < limit {
        let each: Noisy = Noisy::new("each", n);
        sum += number(1, n).wait;
        n = each.number + 1;
    }
    while flag(n > 0).wait {
        n -= 1;
        sum += 100;
    }
    sum
}

pub fn check() {
    assert_eq!([run(counts(0)), run(counts(3))], [0, 303]);
    all("never", || counts(0));
    all("twice", || counts(2));
}
