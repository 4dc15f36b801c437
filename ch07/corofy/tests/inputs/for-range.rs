//! `for` over ranges.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn ranges(end: u32) -> u32 {
    let mut sum: u32 = 0;
    for n in 0..end {
        let each: Noisy = Noisy::new("each", n);
        sum += number(1, n).wait;
        sum += each.number;
    }
    for n in 1..=2u32 {
        sum += 100 * number(1, n).wait;
    }
    for _ in 0..2usize {
        number(0, 0).wait;
    }
    sum
}

pub fn check() {
    assert_eq!([run(ranges(0)), run(ranges(3))], [300, 306]);
    all("ranges", || ranges(2));
}
