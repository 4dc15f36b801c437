//! `break` and `continue` of an outer loop drop what the inner loop holds.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn leaves() -> u32 {
    let mut sum: u32 = 0;
    'rows: for row in 0..4u32 {
        let outer: Noisy = Noisy::new("outer", row);
        let mut column: u32 = 0;
        while column < 3 {
            column += 1;
            let inner: Noisy = Noisy::new("inner", column);
            let n = number(1, row * 10 + inner.number).wait;
            if n == 2 {
                continue 'rows;
            }
            if n == 11 {
                continue;
            }
            if n == 22 {
                break 'rows;
            }
            sum += n;
        }
        say(format!("after row {}", outer.number));
    }
    sum
}

pub fn check() {
    assert_eq!(run(leaves()), 1 + 12 + 13 + 21);
    all("leaves", leaves);
}
