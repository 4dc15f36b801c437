//! Ordinary things that are named `wait` and `coroutine`.

use crate::drive::{all, run};
use crate::stage::{After, say};

struct Timer {
    wait: u32,
    coroutine: u32,
}

impl Timer {
    fn wait(&self) -> u32 {
        self.wait + self.coroutine
    }
}

fn coroutine(wait: u32) -> Timer {
    let coroutine = wait + 1;
    Timer { wait, coroutine }
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

mod r#async {
    pub fn r#fn(r#match: u32) -> u32 {
        r#match + 1
    }
}

coroutine fn names(r#type: u32) -> u32 {
    let coroutine: Timer = coroutine(r#type);
    let wait: u32 = number(1, 10).wait;
    let r#loop: u32 = number(1, r#async::r#fn(wait)).wait;
    say("between");
    let sum: u32 = number(1, coroutine.wait()).wait;
    let again: u32 = number(1, wait).wait;
    sum + r#loop + coroutine.coroutine + again
}

pub fn check() {
    assert_eq!(coroutine(1).wait, 1);
    assert_eq!(run(names(1)), 3 + 11 + 2 + 10);
    all("names", || names(1));
}
