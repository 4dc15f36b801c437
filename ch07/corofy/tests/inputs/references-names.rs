//! Variables of the same name, and of names that a machine has itself, borrowed across waits.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};
use std::fmt::Debug;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn looks(noisy: &Noisy) -> u32 {
    let other: After<u32> = After::new(1, 1);
    other.wait + noisy.number
}

coroutine fn shadows(noisy: Noisy) -> u32 {
    let outer: &Noisy = &noisy;
    let sum: u32 = {
        let noisy: Noisy = Noisy::new("inner", 2);
        looks(&noisy).wait + looks(outer).wait
    };
    let noisy: Noisy = Noisy::new("later", 3);
    sum + looks(&noisy).wait + outer.number
}

coroutine fn fields() -> u32 {
    let state: Noisy = Noisy::new("state", 1);
    let marker: Noisy = Noisy::new("marker", 2);
    let r#type: Noisy = Noisy::new("type", 3);
    let future: Noisy = Noisy::new("future", 4);
    let first: u32 = looks(&state).wait + looks(&marker).wait;
    let second: u32 = looks(&r#type).wait + looks(&future).wait;
    first + second
}

coroutine fn shows<T: Debug + 'static, const N: usize>(value: T, numbers: [u32; N]) -> u32 {
    let mut numbers: [u32; N] = numbers;
    let shown: T = value;
    let lent: &T = &shown;
    for n in 0..N {
        let place: &mut u32 = &mut numbers[n];
        *place += number(1, 1).wait;
        say(format!("{lent:?} {place}"));
    }
    numbers.iter().sum()
}

pub fn check() {
    assert_eq!(run(shadows(Noisy::new("given", 1))), 10);
    assert_eq!(run(fields()), 14);
    assert_eq!(run(shows("it", [1, 2])), 5);
    all("shadows", || shadows(Noisy::new("given", 1)));
    all("fields", fields);
    all("shows", || shows(Noisy::new("shown", 1), [1, 2]));
}
