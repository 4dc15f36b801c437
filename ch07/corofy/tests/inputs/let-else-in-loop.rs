//! `let … else` whose `else` goes on with the loop, or leaves it.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn maybe(number: u32) -> After<Option<Noisy>> {
    After::new(1, (number % 2 == 1).then(|| Noisy::new("odd", number)))
}

fn fine(number: u32) -> After<Result<u32, Noisy>> {
    After::new(0, if number == 5 { Err(Noisy::new("five", 5)) } else { Ok(number) })
}

coroutine fn odds() -> u32 {
    let mut sum: u32 = 0;
    for n in 0..8u32 {
        let Some(odd): Option<Noisy> = maybe(n).wait else {
            continue;
        };
        let Ok(value): Result<u32, Noisy> = fine(n).wait else {
            break;
        };
        sum += value + odd.number;
    }
    sum
}

pub fn check() {
    assert_eq!(run(odds()), 8);
    all("odds", odds);
}
