//! Items inside a coroutine: constants, functions, types and imports.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn items() -> u32 {
    const LIMIT: u32 = 3;
    use std::collections::BTreeSet;
    struct Sum(u32);
    fn doubled(n: u32) -> u32 {
        n * 2
    }
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut sum: Sum = Sum(0);
    for n in 0..LIMIT {
        sum.0 += doubled(number(1, n).wait);
        seen.insert(n);
    }
    sum.0 + seen.len() as u32 + LIMIT
}

pub fn check() {
    assert_eq!(run(items()), 12);
    all("items", items);
}
