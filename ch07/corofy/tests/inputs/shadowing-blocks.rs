//! A variable shadowed in a block is there again after it.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn maybe(n: u32) -> After<Option<u32>> {
    After::new(1, n.checked_sub(1))
}

coroutine fn shadows(n: u32) -> u32 {
    let it: Noisy = Noisy::new("outer", n);
    {
        let it: Noisy = Noisy::new("inner", it.number * 2);
        number(1, it.number).wait;
        say(format!("{it:?}"));
    }
    let n: u32 = if let Some(n) = maybe(n).wait {
        let n: u32 = n;
        let n: u32 = n + number(1, n).wait;
        n * 100
    } else {
        n + 7
    };
    for n in 0..2u32 {
        number(1, n).wait;
    }
    match number(1, n).wait {
        n if n > 10 => number(1, n + 1).wait + it.number,
        _ => n,
    }
}

pub fn check() {
    assert_eq!([run(shadows(0)), run(shadows(2))], [7, 203]);
    all("none", || shadows(0));
    all("some", || shadows(2));
}
