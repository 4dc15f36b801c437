//! Variables end with their block, not with the coroutine.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

coroutine fn nested() -> u32 {
    let outer = made("outer", 1).wait;
    {
        let inner = made("inner", 2).wait;
        {
            let innermost = made("innermost", 3).wait;
            say(format!("{} {} {}", outer.number, inner.number, innermost.number));
        }
        say("innermost is gone");
        made("between", 4).wait;
    }
    say("inner is gone");
    made("after", 5).wait;
    outer.number
}

pub fn check() {
    assert_eq!(run(nested()), 1);
    all("nested", nested);
}
