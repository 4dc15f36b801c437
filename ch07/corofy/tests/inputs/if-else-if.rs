//! A chain: a condition further down isn't computed once one above is true.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn flag(name: &str, value: bool) -> After<bool> {
    say(format!("asks {name}"));
    After::new(1, value)
}

coroutine fn chain(n: u32) -> &'static str {
    if n == 0 {
        "zero"
    } else if flag("one", n == 1).wait {
        flag("in one", true).wait;
        "one"
    } else if n == 2 {
        "two"
    } else if flag("three", n == 3).wait {
        "three"
    } else {
        flag("in the rest", true).wait;
        "many"
    }
}

pub fn check() {
    for (n, word) in ["zero", "one", "two", "three", "many"].into_iter().enumerate() {
        assert_eq!(run(chain(n as u32)), word);
        all(word, || chain(n as u32));
    }
}
