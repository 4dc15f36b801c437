//! Temporaries of a `let … else` are gone before its `else`, and before what comes after it.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn maybe(number: u32) -> After<Option<Noisy>> {
    After::new(1, (number > 0).then(|| Noisy::new("found", number)))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn here(number: u32) -> Noisy {
    Noisy::new("looked at", number)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn needs(n: u32) -> u32 {
    let Some(first): Option<Noisy> = maybe(look(&here(n))).wait else {
        say("what was looked at is gone");
        return number(1, 7).wait;
    };
    say("here too");
    let Some(second): Option<Noisy> = maybe(look(&made("output", n - 1).wait)).wait else {
        say("the output is gone");
        return number(1, 8).wait;
    };
    say("here too");
    number(1, first.number + second.number).wait
}

pub fn check() {
    assert_eq!([0, 1, 2].map(|n| run(needs(n))), [7, 8, 3]);
    for n in 0..3 {
        all("needs", || needs(n));
    }
}
