//! Futures that borrow a variable while they're waited for.

use crate::drive::{all, run};
use crate::stage::{After, Fill, Noisy};

fn fill(text: &mut String, polls: u32) -> Fill<'_> {
    Fill::new(text, polls)
}

coroutine fn looks(noisy: &Noisy) -> u32 {
    let other: After<u32> = After::new(1, 1);
    other.wait + noisy.number
}

coroutine fn fills() -> u32 {
    let mut text: String = String::new();
    let noisy: Noisy = Noisy::new("lent", 4);
    let a: u32 = fill(&mut text, 2).wait;
    text.push_str("--");
    let b: u32 = fill(&mut text, 0).wait;
    let c: u32 = looks(&noisy).wait;
    assert_eq!(text, "xxx--x");
    a * 100 + b * 10 + c
}

pub fn check() {
    assert_eq!(run(fills()), 365);
    all("fills", fills);
}
