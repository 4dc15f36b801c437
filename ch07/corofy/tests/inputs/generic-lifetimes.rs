//! Lifetimes left out of the parameters, and named ones in the output.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};
use std::fmt::Display;

fn number(polls: u32, value: usize) -> After<usize> {
    After::new(polls, value)
}

coroutine fn elided(text: &str, noisy: &Noisy, count: &mut usize) -> usize {
    let n = number(1, text.len()).wait;
    *count += n;
    number(1, 0).wait;
    say(format!("{noisy:?} {text}"));
    *count
}

coroutine fn longest<'a>(left: &'a str, right: &'a str) -> &'a str {
    let n = number(1, left.len()).wait;
    if n >= right.len() { left } else { right }
}

coroutine fn shows(what: impl Display) -> String {
    number(1, 0).wait;
    what.to_string()
}

pub fn check() {
    let noisy = Noisy::new("lent", 1);
    let mut count = 10;
    assert_eq!(run(elided("four", &noisy, &mut count)), 14);
    assert_eq!(count, 14);
    let text = String::from("longer");
    assert_eq!(run(longest("long", &text)), "longer");
    assert_eq!(run(shows(5)), "5");
    all("longest", || longest("long", &text));
    all("shows", || shows('x'));
    all("elided", || elided("four", &noisy, Box::leak(Box::new(0))));
}
