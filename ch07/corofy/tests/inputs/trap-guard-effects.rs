//! Trap of row 7: a guard with an effect is computed once, although its arm waits.

use crate::drive::{all, run};
use crate::stage::{After, say};
use std::cell::Cell;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn counted(count: &Cell<u32>, answer: bool) -> bool {
    count.set(count.get() + 1);
    say(format!("guard {}", count.get()));
    answer
}

coroutine fn guards(count: std::rc::Rc<Cell<u32>>) -> u32 {
    let n = number(1, 3).wait;
    match n {
        1 if counted(&count, true) => number(1, 1).wait,
        3 if counted(&count, false) => number(1, 2).wait,
        3 if counted(&count, true) => number(1, 3).wait + count.get() * 100,
        _ => number(1, 4).wait,
    }
}

pub fn check() {
    assert_eq!(run(guards(Default::default())), 203);
    all("guards", || guards(Default::default()));
}
