//! Waits in the fields of a struct, in tuples, arrays, and an index.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

#[derive(Debug)]
struct Duo {
    left: Noisy,
    right: Noisy,
}

fn made(name: &'static str) -> After<Noisy> {
    After::new(1, Noisy::new(name, 1))
}

fn number(polls: u32, value: usize) -> After<usize> {
    After::new(polls, value)
}

coroutine fn builds() -> Duo {
    let duo: Duo = Duo { right: made("right").wait, left: made("left").wait };
    let _all: [Noisy; 2] = [made("first").wait, made("second").wait];
    let numbers: [usize; 3] = [number(1, 10).wait, 20, number(1, 30).wait];
    let n: usize = numbers[number(1, 2).wait];
    let tuple: (Noisy, usize) = (made("third").wait, number(1, n).wait);
    Duo { left: tuple.0, ..duo }
}

pub fn check() {
    assert_eq!(run(builds()).right.name, "right");
    all("builds", builds);
}
