//! Variables that are used only inside a macro after a wait are still kept, and others aren't.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

macro_rules! remember {
    ($name:ident, $($rest:expr),*) => {
        say(format!("{} {:?}", stringify!($name), ($($rest),*)));
        let _ = &$name;
    };
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn uses() -> Vec<u32> {
    let first: u32 = 1;
    let name: Noisy = Noisy::new("name", 1);
    let second: u32 = 2;
    let third: &'static str = "third";
    number(1, 0).wait;
    remember!(first, second, 3);
    number(1, 0).wait;
    say(format!("{third} {0} {second}", name.number));
    number(1, 0).wait;
    vec![first, second, number(1, 4).wait]
}

pub fn check() {
    assert_eq!(run(uses()), [1, 2, 4]);
    all("uses", uses);
}
