//! Closures that don't wait, with parameters that shadow variables.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn closures(n: u32) -> u32 {
    let words: Vec<String> = vec!["one".to_owned(), "three".to_owned()];
    let a = number(1, n).wait;
    let sum: u32 = (0..3u32).map(|n| n + a).sum();
    let lengths: Vec<usize> = words.iter().map(|word| word.len() + a as usize).collect();
    let b = number(1, sum).wait;
    let add: Box<dyn Fn(u32) -> u32> = Box::new(move |a| a + b);
    number(1, 0).wait;
    add(a) * 100 + lengths.len() as u32
}

pub fn check() {
    assert_eq!(run(closures(1)), 702);
    all("closures", || closures(1));
}
