//! A `loop` that only `return` leaves, and one without a wait of its own.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn returns() -> u32 {
    let mut sum: u32 = 0;
    loop {
        let n = number(1, sum + 1).wait;
        let kept: Noisy = Noisy::new("kept", n);
        sum += kept.number;
        let mut steps: u32 = 0;
        loop {
            steps += 1;
            if steps == 2 {
                break;
            }
        }
        if sum > 5 {
            return sum * 10 + steps;
        }
    }
}

pub fn check() {
    assert_eq!(run(returns()), 72);
    all("returns", returns);
}
