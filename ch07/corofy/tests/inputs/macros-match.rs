//! Branches that wait, inside the argument of a macro.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn prints(n: u32) -> String {
    let text: String = format!(
        "{}",
        (match number(1, n).wait {
            0 => 3u32,
            m if m > 1 => {
                let m: u32 = m;
                number(1, m).wait
            }
            _ => 5u32,
        } + 3u32)
    );
    say(format!("{text} {}", if n > 0 { number(1, n).wait } else { 9u32 }));
    text
}

pub fn check() {
    assert_eq!([0, 1, 2].map(|n| run(prints(n))), ["6", "8", "5"]);
    for n in 0..3 {
        all("prints", || prints(n));
    }
}
