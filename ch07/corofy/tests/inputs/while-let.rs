//! `while let` on a wait, and on a stack that the body fills.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn next(left: u32) -> After<Option<Noisy>> {
    After::new(1, (left > 0).then(|| Noisy::new("item", left)))
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn drains() -> u32 {
    let mut left: u32 = 3;
    let mut sum: u32 = 0;
    while let Some(item) = next(left).wait {
        let item: Noisy = item;
        left -= 1;
        sum += number(1, item.number).wait;
        say("one more");
    }
    let mut stack: Vec<u32> = vec![1, 2, 3];
    while let Some(top) = stack.pop() {
        let top: u32 = top;
        if top == 3 {
            stack.push(20);
        }
        sum += number(0, top).wait * 10;
    }
    sum
}

pub fn check() {
    assert_eq!(run(drains()), 266);
    all("drains", drains);
}
