//! A labelled `break` with a value out of two loops.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn searches(wanted: u32) -> Option<u32> {
    let mut start: u32 = 0;
    let found: Option<u32> = 'outer: loop {
        start += 1;
        let mut n: u32 = start;
        loop {
            let each: Noisy = Noisy::new("each", n);
            if number(1, n * start).wait == wanted {
                break 'outer Some(each.number);
            }
            if start > 3 {
                break 'outer None;
            }
            n += 1;
            if n > start + 1 {
                continue 'outer;
            }
        }
    };
    number(1, found?).wait;
    found
}

pub fn check() {
    assert_eq!([run(searches(6)), run(searches(5))], [Some(3), None]);
    all("found", || searches(6));
    all("not found", || searches(5));
}
