//! A wait in a macro with a brace or a bracket right after it: what's matched, and what an index looks into.

use crate::drive::{all, run};
use crate::stage::{After, tick};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn numbers(first: u32) -> After<Vec<u32>> {
    After::new(1, vec![first, first + 1])
}

coroutine fn scrutinees(n: u32) -> String {
    let matched: String = format!("{}.wait", ((match number(0, n).wait {
        0 if tick("a guard", false) => 3u32,
        _ => 5u32,
    } + 3u32) % 100));
    let tested: String = format!("{}", if number(1, n).wait == match number(1, 2).wait { two => two } { 1u32 } else { 0u32 });
    let element: String = format!("{}", numbers(n).wait[1]);
    format!("{matched} {tested} {element}")
}

pub fn check() {
    assert_eq!(run(scrutinees(2)), "8.wait 1 3");
    all("scrutinees", || scrutinees(0));
}
