//! A variable that only its reference uses after the wait: it's there as long as the reference is.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn lends(a: u32) -> u32 {
    let mut a: u32 = a;
    let text: String = format!("text {a}");
    let lent: &String = &text;
    let changed: &mut u32 = &mut a;
    *changed += number(1, 1).wait;
    say(lent.clone());
    *changed += number(1, 2).wait;
    say(format!("{lent} {changed}"));
    *changed
}

pub fn check() {
    assert_eq!(run(lends(1)), 4);
    all("lends", || lends(1));
}
