//! Waits under `!`, `-`, `*`, `&`, casts, parentheses and ranges.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: i32) -> After<i32> {
    After::new(polls, value)
}

fn boxed(value: i32) -> After<Box<i32>> {
    After::new(1, Box::new(value))
}

fn flag(value: bool) -> After<bool> {
    After::new(1, value)
}

coroutine fn unary() -> i64 {
    let a: i32 = -number(1, 4).wait;
    let b: bool = !flag(false).wait;
    let c: i32 = *boxed(7).wait;
    let d: i64 = number(1, a).wait as i64 * 10;
    let e: i32 = (number(1, c).wait) + (-(number(1, 1).wait));
    let mut sum: i64 = 0;
    for n in number(1, 0).wait..number(1, 3).wait {
        sum += i64::from(n);
    }
    if b { d + i64::from(e) + sum } else { 0 }
}

pub fn check() {
    assert_eq!(run(unary()), -31);
    all("unary", unary);
}
