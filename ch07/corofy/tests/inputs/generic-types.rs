//! Type parameters, with bounds in both places.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};
use std::fmt::Debug;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn shows<T: Debug, U>(first: T, second: U, times: u32) -> (u32, U)
where
    U: Debug + Clone,
    Option<T>: Debug,
{
    for _ in 0..times {
        number(1, 0).wait;
        say(format!("{first:?}"));
    }
    let copy: U = second.clone();
    let n = number(1, times).wait;
    say(format!("{copy:?}"));
    (n, second)
}

pub fn check() {
    assert_eq!(run(shows("a", 'b', 2)), (2, 'b'));
    all("shows", || shows(Noisy::new("first", 1), vec![1u8], 2));
    all("others", || shows(1.5f64, Some("second"), 1));
}
