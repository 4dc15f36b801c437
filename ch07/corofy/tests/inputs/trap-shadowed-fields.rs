//! Trap of row 7: two shadowed variables have a field each, so the first isn't dropped when the second is made.

use crate::drive::{all, cut, run};
use crate::stage::{After, Noisy, heard};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn shadows() -> u32 {
    let it: Noisy = Noisy::new("it", 1);
    number(0, 0).wait;
    let it: Noisy = Noisy::new("it", it.number + 1);
    number(1, it.number).wait
}

pub fn check() {
    let dropped = ["drop future 2", "drop it2", "drop it1"];
    heard();
    assert_eq!(run(shadows()), 2);
    assert_eq!(heard()[6..], dropped);
    let lines = cut(shadows(), 1).unwrap_or_default();
    assert_eq!(lines.iter().filter(|line| line.starts_with("drop it")).count(), 2);
    assert_eq!(lines[lines.len() - 4], "cut");
    assert_eq!(lines[lines.len() - 3..], dropped);
    all("shadows", shadows);
}
