//! Waits among the plain arguments of macros, and captured names in their format strings.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn prints() -> String {
    let n = number(1, 1).wait;
    let width: usize = 4;
    let text: String = format!("{n:>width$} {} {}", number(1, 2).wait, number(1, 3).wait);
    say(format!("{text}, wait.wait, {{n}}"));
    assert_eq!(number(1, 5).wait, n + 4, "{n} and four");
    assert!(number(1, 1).wait == n);
    number(1, 0).wait;
    format!("{text}!")
}

pub fn check() {
    assert_eq!(run(prints()), "   1 2 3!");
    all("prints", prints);
}
