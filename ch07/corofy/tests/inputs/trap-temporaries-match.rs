//! Temporaries of what's matched live to the end of the `match`, those of an `if` condition don't.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 1)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn matches() -> u32 {
    let a: u32 = match look(&here("matched")) {
        1 => {
            say("in the arm");
            number(1, 5).wait
        }
        n => n,
    };
    say("after the match");
    if look(&here("asked")) == 1 {
        say("in the if");
        number(1, 0).wait;
    }
    let found: Option<u32> = Some(a);
    if let Some(n) = found {
        let n: u32 = n;
        return number(1, n).wait;
    }
    0
}

pub fn check() {
    assert_eq!(run(matches()), 5);
    all("matches", matches);
}
