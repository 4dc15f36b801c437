//! A variable that's moved into the future that gives it back.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn pass(noisy: Noisy, more: u32) -> After<Noisy> {
    let number = noisy.number + more;
    say(format!("takes {noisy:?}"));
    After::new(1, Noisy::new("passed", number))
}

coroutine fn returns() -> u32 {
    let mut it: Noisy = Noisy::new("first", 1);
    it = pass(it, 10).wait;
    it = pass(it, 100).wait;
    it.number
}

coroutine fn collects() -> Vec<u32> {
    let mut all: Vec<u32> = Vec::new();
    for n in 0..3u32 {
        all = extended(all, n).wait;
    }
    all
}

fn extended(mut all: Vec<u32>, n: u32) -> After<Vec<u32>> {
    all.push(n);
    After::new(1, all)
}

pub fn check() {
    assert_eq!(run(returns()), 111);
    assert_eq!(run(collects()), [0, 1, 2]);
    all("returns", returns);
    all("collects", collects);
}
