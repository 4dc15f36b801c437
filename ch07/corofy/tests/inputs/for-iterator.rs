//! `for` over a vector that's moved into the loop: what's left of it is dropped with the loop.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn items() -> u32 {
    let all: Vec<Noisy> = vec![Noisy::new("a", 1), Noisy::new("b", 2), Noisy::new("c", 3)];
    let mut sum: u32 = 0;
    for item in all {
        let item: Noisy = item;
        if item.number == 3 {
            break;
        }
        sum += number(1, item.number).wait;
    }
    say("after the loop");
    let names: std::vec::IntoIter<&'static str> = vec!["x", "y"].into_iter();
    for name in names {
        let name: &'static str = name;
        number(1, 0).wait;
        say(name);
    }
    sum
}

pub fn check() {
    assert_eq!(run(items()), 3);
    all("items", items);
}
