//! The output of a wait is itself a future, or has one.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn outer(value: u32) -> After<After<u32>> {
    After::new(1, After::new(2, value))
}

fn made(name: &'static str) -> After<Noisy> {
    After::new(1, Noisy::new(name, 3))
}

coroutine fn chained() -> u32 {
    let a: u32 = outer(1).wait.wait;
    let inner: After<u32> = outer(10).wait;
    a + inner.wait + made("field").wait.number
}

pub fn check() {
    assert_eq!(run(chained()), 14);
    all("chained", chained);
}
