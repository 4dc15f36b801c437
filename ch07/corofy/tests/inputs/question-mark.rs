//! `?` after a wait: on the error the coroutine is done, and drops what it holds.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

#[derive(Debug, PartialEq)]
struct Failed(u32);

fn attempt(n: u32) -> After<Result<u32, Failed>> {
    After::new(1, if n % 4 == 3 { Err(Failed(n)) } else { Ok(n) })
}

coroutine fn tries(n: u32) -> Result<u32, Failed> {
    let first: Noisy = Noisy::new("first", n);
    let a: u32 = attempt(n).wait?;
    say("past the first");
    let second: Noisy = Noisy::new("second", n);
    let b: u32 = attempt(n + 1).wait?;
    attempt(n + 2).wait?;
    Ok(a + b + first.number + second.number)
}

pub fn check() {
    assert_eq!(run(tries(0)), Ok(1));
    assert_eq!(run(tries(1)), Err(Failed(3)));
    assert_eq!(run(tries(2)), Err(Failed(3)));
    assert_eq!(run(tries(3)), Err(Failed(3)));
    for n in 0..4 {
        all("tries", || tries(n));
    }
}
