//! Temporaries of what `if let` looks at are gone before its `else`.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn maybe(number: u32) -> After<Option<Noisy>> {
    After::new(1, (number > 0).then(|| Noisy::new("found", number)))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn here(number: u32) -> Noisy {
    Noisy::new("looked at", number)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn finds(n: u32) -> u32 {
    if let Some(found) = maybe(look(&here(n))).wait {
        let found: Noisy = found;
        say("found, what was looked at is here");
        number(1, found.number).wait
    } else {
        say("not found, what was looked at is gone");
        number(1, 7).wait
    }
}

pub fn check() {
    assert_eq!([run(finds(0)), run(finds(3))], [7, 3]);
    all("finds nothing", || finds(0));
    all("finds", || finds(3));
}
