//! `for` over references that a coroutine is given: as the reasons of the refused source of the same name say it.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn length(path: &str) -> usize {
    number(1, 1).wait;
    path.len()
}

coroutine fn of_a_slice(paths: &[&str]) -> usize {
    let mut sum: usize = 0;
    for path in paths {
        sum += length(path).wait;
    }
    sum
}

coroutine fn of_constants() -> usize {
    let mut sum: usize = 0;
    let paths: &'static [&'static str; 2] = &["/a", "/bc"];
    for path in paths {
        sum += length(path).wait;
    }
    sum
}

coroutine fn of_an_iterator() -> usize {
    let mut sum: usize = 0;
    let paths: std::slice::Iter<'static, &'static str> = ["/a", "/bc"].iter();
    for path in paths {
        let path: &'static str = path;
        sum += length(path).wait;
    }
    sum
}

pub fn check() {
    assert_eq!(run(of_a_slice(&["/a", "/bc"])), 5);
    assert_eq!(run(of_constants()), 5);
    all("a slice", || of_a_slice(&["/a", "/bc"]));
    all("constants", of_constants);
    all("an iterator", of_an_iterator);
}
