//! A `loop` whose value comes from `break`.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn finds(wanted: u32) -> u32 {
    let mut n: u32 = 0;
    let found: u32 = loop {
        let each: Noisy = Noisy::new("each", n);
        let value = number(1, n * n).wait;
        if value >= wanted {
            break value + each.number;
        }
        if n > 5 {
            break number(1, 1000).wait;
        }
        n += 1;
    };
    say("found");
    number(1, found).wait
}

pub fn check() {
    assert_eq!([run(finds(0)), run(finds(4)), run(finds(100))], [0, 6, 1000]);
    all("finds", || finds(4));
}
