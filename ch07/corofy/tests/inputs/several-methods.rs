//! Waits as receivers and as arguments of methods.

use crate::drive::{all, run};
use crate::stage::After;

fn text(value: &str) -> After<String> {
    After::new(1, value.to_owned())
}

fn number(polls: u32, value: usize) -> After<usize> {
    After::new(polls, value)
}

coroutine fn methods() -> String {
    let mut all: String = text("  one ").wait.trim().to_owned();
    all.push_str(&text(" two").wait);
    all.truncate(number(1, 6).wait);
    let n: usize = text("abc").wait.len() + number(1, 1).wait;
    all.push_str(text(" three ").wait.trim().to_uppercase().as_str());
    all.repeat(number(1, n - 2).wait)
}

pub fn check() {
    assert_eq!(run(methods()), "one twTHREEone twTHREE");
    all("methods", methods);
}
