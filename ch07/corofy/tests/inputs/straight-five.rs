//! Five values that live across different numbers of waits.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

coroutine fn five() -> u32 {
    let a = made("a", 1).wait;
    let b = made("b", 2).wait;
    let c = made("c", 3).wait;
    let d = made("d", 4).wait;
    let e = made("e", 5).wait;
    a.number + b.number + c.number + d.number + e.number
}

pub fn check() {
    assert_eq!(run(five()), 15);
    all("five", five);
}
