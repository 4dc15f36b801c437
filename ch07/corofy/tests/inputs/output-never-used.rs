//! Code after `return`, and a coroutine that ends in a panic.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn panics(n: u32) -> u32 {
    let _first: Noisy = Noisy::new("first", 1);
    let a = number(1, n).wait;
    let _second: Noisy = Noisy::new("second", 2);
    if a == 0 {
        panic!("zero");
    }
    let b: u32 = match a {
        1 => unreachable!("one"),
        _ => number(1, 2).wait,
    };
    assert!(b != a, "two");
    b
}

pub fn check() {
    assert_eq!(run(panics(3)), 2);
    all("panics", || panics(3));
    for n in 0..3 {
        crate::drive::ends_in_a_panic("panics", || panics(n));
    }
}
