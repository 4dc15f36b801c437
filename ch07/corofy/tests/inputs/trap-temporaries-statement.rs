//! Trap of row 7: a temporary goes at the end of its statement, not of the state.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, heard, say};

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 1)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn statements() -> u32 {
    let a: u32 = look(&here("first"));
    say("after the first");
    let b: u32 = look(&here("second")) + number(0, a).wait;
    say("after the second");
    look(&here("third"));
    here("fourth");
    say("before the wait");
    number(0, b).wait
}

pub fn check() {
    heard();
    assert_eq!(run(statements()), 2);
    let expected = [
        "drop first1",
        "after the first",
        "future 1 made",
        "future 1: 0 left",
        "drop future 1",
        "drop second1",
        "after the second",
        "drop third1",
        "drop fourth1",
        "before the wait",
        "future 2 made",
        "future 2: 0 left",
        "drop future 2",
    ];
    assert_eq!(heard(), expected);
    all("statements", statements);
}
