//! `if let` on what a wait gave, with and without `else`.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn maybe(name: &'static str, number: u32) -> After<Option<Noisy>> {
    After::new(1, (number > 0).then(|| Noisy::new(name, number)))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn perhaps(n: u32) -> u32 {
    if let Some(found) = maybe("a", n).wait {
        say(format!("{found:?}"));
    }
    if let Some(found) = maybe("b", n).wait {
        let found: Noisy = found;
        number(1, 0).wait;
        found.number
    } else {
        number(1, 9).wait
    }
}

pub fn check() {
    assert_eq!([run(perhaps(0)), run(perhaps(4))], [9, 4]);
    all("none", || perhaps(0));
    all("some", || perhaps(4));
}
