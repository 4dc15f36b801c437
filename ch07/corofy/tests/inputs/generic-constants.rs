//! Parameters that are constants and lifetimes, defaults, and a parameter that only the output uses.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: usize) -> After<usize> {
    After::new(polls, value)
}

coroutine fn arrays<'a, const N: usize, T: Default + Copy>(names: [&'a str; N], more: &'a str) -> [T; N] {
    for n in 0..N {
        let n: usize = number(1, n).wait;
        say(format!("{}{more}", names[n]));
    }
    [T::default(); N]
}

pub fn check() {
    assert_eq!(run(arrays::<2, u8>(["a", "b"], "!")), [0, 0]);
    all("arrays", || arrays::<2, bool>(["a", "b"], "!"));
}
