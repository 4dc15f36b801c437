//! A macro is computed where it's written: before a wait that comes after it, after one that comes before.

use crate::drive::{all, run};
use crate::stage::{After, say, tick};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn said(n: u32) -> u32 {
    tick(&format!("said {n}"), n)
}

fn joined(left: String, right: u32) -> String {
    format!("{left}-{right}")
}

coroutine fn macros() -> String {
    let a: String = joined(format!("{}", said(1)), number(1, 2).wait);
    let b: usize = vec![said(3), number(1, 4).wait, said(5)].len();
    say(format!("{} {} {}", said(6), number(1, 7).wait, said(8)));
    let c: bool = matches!(said(9), 9) && number(1, 1).wait == 1;
    let d: String = joined(format!("{}", said(number(1, 10).wait)), number(1, 11).wait);
    format!("{a} {b} {c} {d}")
}

pub fn check() {
    assert_eq!(run(macros()), "1-2 3 true 10-11");
    all("macros", macros);
}
