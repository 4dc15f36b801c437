//! A variable that is given another value: the old one is dropped then.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn made(name: &'static str) -> After<Noisy> {
    After::new(1, Noisy::new(name, 1))
}

coroutine fn assigned() -> u32 {
    let mut kept: Noisy = made("a").wait;
    say(format!("{kept:?} is here"));
    kept = made("b").wait;
    say("a is gone");
    made("c").wait;
    kept.number
}

pub fn check() {
    assert_eq!(run(assigned()), 1);
    all("assigned", assigned);
}
