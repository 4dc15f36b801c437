//! Compound assignment: the right side is computed before the left side is read, if both are numbers.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

struct Counts {
    first: u32,
    all: [u32; 3],
}

coroutine fn compounds() -> u32 {
    let mut n: u32 = 1;
    n += number(1, 2).wait;
    n *= number(1, 3).wait + 1;
    n += {
        n *= 10;
        number(1, 1).wait
    };
    n += n % 7;
    n <<= number(0, 1).wait;
    let mut counts: Counts = Counts { first: 1, all: [1, 2, 3] };
    counts.first += number(1, 10).wait;
    counts.all[1] -= number(1, 2).wait;
    counts.all[2] = number(1, 50).wait;
    n + counts.first + counts.all[1] + counts.all[2]
}

pub fn check() {
    assert_eq!(run(compounds()), 246 + 11 + 50);
    all("compounds", compounds);
}
