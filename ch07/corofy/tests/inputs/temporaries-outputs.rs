//! Outputs that are temporaries: looked at through a reference or a field, they go at the end of the statement.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn pair(name: &'static str, number: u32) -> After<(Noisy, u32)> {
    After::new(1, (Noisy::new(name, number), number))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn looks() -> u32 {
    let a: u32 = look(&made("looked at", 1).wait);
    say("it's gone");
    let b: u32 = pair("in part", 2).wait.1;
    say("it's gone");
    let c = number(1, look(&pair("in an argument", 3).wait.0)).wait;
    say("it's gone");
    let d: u32 = look(&made("first", 4).wait) + look(&made("second", 5).wait);
    say("both are gone, the second first");
    say(format!("{}", number(1, look(&pair("in a macro", 6).wait.0)).wait));
    a + b + c + d
}

pub fn check() {
    assert_eq!(run(looks()), 15);
    all("looks", looks);
}
