//! `return` from the middle, from a branch, from a loop, and with a wait in its value.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn returns(n: u32) -> u32 {
    let _guard: Noisy = Noisy::new("guard", n);
    if n == 0 {
        return 1;
    }
    let a = number(1, n).wait;
    if a == 1 {
        return number(1, 20).wait;
    }
    for m in 0..5u32 {
        let _each: Noisy = Noisy::new("each", m);
        if number(0, m).wait == n {
            return m * 100;
        }
    }
    say("to the end");
    return 7;
}

coroutine fn nothing(n: u32) {
    if n == 0 {
        return;
    }
    number(1, n).wait;
    say("not zero");
}

pub fn check() {
    assert_eq!([0, 1, 2, 9].map(|n| run(returns(n))), [1, 20, 200, 7]);
    for n in [0, 1, 2, 9] {
        all("returns", || returns(n));
    }
    all("nothing", || nothing(0));
    all("something", || nothing(1));
}
