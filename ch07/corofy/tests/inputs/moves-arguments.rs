//! A variable that's moved into a call isn't dropped again, and is gone for later waits.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn take(noisy: Noisy) -> u32 {
    say(format!("takes {noisy:?}"));
    noisy.number
}

fn pass(noisy: Noisy) -> After<Noisy> {
    After::new(1, noisy)
}

coroutine fn moves() -> u32 {
    let a: Noisy = Noisy::new("a", 1);
    let b: Noisy = Noisy::new("b", 2);
    number(1, 0).wait;
    let n: u32 = take(a);
    say("a is gone");
    number(1, 0).wait;
    let c: Noisy = b;
    let c = pass(c).wait;
    number(1, 0).wait;
    drop(c);
    number(1, n).wait
}

pub fn check() {
    assert_eq!(run(moves()), 1);
    all("moves", moves);
}
