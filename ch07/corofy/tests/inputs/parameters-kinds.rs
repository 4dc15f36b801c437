//! Parameters of many types; those that aren't used after a wait.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn kinds(
    array: [u8; 3],
    slice: &'static [u32],
    function: fn(u32) -> u32,
    boxed: Box<dyn Fn(u32) -> u32>,
    tuple: (u32, String),
    option: Option<Noisy>,
    nothing: (),
) -> u32 {
    say("begins");
    let a = number(1, u32::from(array[2]) + slice[1]).wait;
    let b: u32 = function(a);
    let c = number(1, boxed(b)).wait;
    let () = nothing;
    number(1, 0).wait;
    c + tuple.0 + option.map_or(0, |noisy| noisy.number) + tuple.1.len() as u32
}

fn start() -> impl crate::Future<Output = u32> {
    let option = Some(Noisy::new("option", 1000));
    let tuple = (7, "four".to_owned());
    kinds([1, 2, 3], &[10, 20], |n| n + 1, Box::new(|n| n * 2), tuple, option, ())
}

pub fn check() {
    assert_eq!(run(start()), 48 + 7 + 1000 + 4);
    all("kinds", start);
}
