//! What's left of an output that was matched goes at the end of the statement, also if the `match` is only part of it.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn pair(name: &'static str, number: u32) -> After<(Noisy, u32)> {
    After::new(1, (Noisy::new(name, number), number))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn matches() -> u32 {
    let a: u32 = match pair("initial", 1).wait {
        (_, n) => n,
    };
    say("the initial one is gone");
    let b = number(
        1,
        match pair("argument", 2).wait {
            (_, n) => {
                let n: u32 = n;
                n
            }
        },
    )
    .wait;
    say("the argument is gone");
    match pair("statement", 3).wait {
        (_, 3) => say("in the arm"),
        _ => say("not here"),
    }
    say("the statement is gone");
    number(1, a + b).wait
}

pub fn check() {
    assert_eq!(run(matches()), 3);
    all("matches", matches);
}
