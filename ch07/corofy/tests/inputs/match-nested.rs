//! A `match` inside a `match`, both with waits, and code after each.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn flag(value: bool) -> After<bool> {
    After::new(1, value)
}

coroutine fn nested(a: bool, b: bool) -> u32 {
    let kept: Noisy = Noisy::new("kept", 1);
    let found: u32 = match flag(a).wait {
        true => {
            let inner: Noisy = Noisy::new("inner", 2);
            let n: u32 = match flag(b).wait {
                true => 1,
                false => {
                    flag(true).wait;
                    2
                }
            };
            say("after the inner match");
            n * 10 + inner.number
        }
        false => match flag(b).wait {
            true => 3,
            false => 4,
        },
    };
    say("after the outer match");
    found + kept.number
}

pub fn check() {
    assert_eq!(run(nested(true, true)), 13);
    assert_eq!(run(nested(true, false)), 23);
    assert_eq!(run(nested(false, true)), 4);
    assert_eq!(run(nested(false, false)), 5);
    for n in 0..4 {
        all("nested", || nested(n / 2 == 0, n % 2 == 0));
    }
}
