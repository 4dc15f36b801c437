//! `let … else` on what a wait gave, with a wait in the `else`.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn maybe(name: &'static str, number: u32) -> After<Option<Noisy>> {
    After::new(1, (number > 0).then(|| Noisy::new(name, number)))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn needs(a: u32, b: u32) -> u32 {
    let Some(first): Option<Noisy> = maybe("first", a).wait else {
        say("no first");
        return 1;
    };
    let Some(second): Option<Noisy> = maybe("second", b).wait else {
        let n = number(1, first.number).wait;
        return n + 2;
    };
    number(1, 0).wait;
    first.number * 10 + second.number
}

pub fn check() {
    assert_eq!([run(needs(0, 5)), run(needs(4, 0)), run(needs(4, 5))], [1, 6, 45]);
    all("first", || needs(0, 5));
    all("second", || needs(4, 0));
    all("both", || needs(4, 5));
}
