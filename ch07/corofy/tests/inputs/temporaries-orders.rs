//! Orders of drops at the end of a statement, found by the generator.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

struct Duo {
    left: Noisy,
    right: Noisy,
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn flag(value: bool) -> After<bool> {
    After::new(1, value)
}

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn pair(noisy: Noisy, number: u32) -> After<(Noisy, u32)> {
    After::new(1, (noisy, number))
}

fn duo(left: Noisy, right: Noisy) -> After<Duo> {
    After::new(1, Duo { left, right })
}

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 0)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn orders(yes: bool) -> u32 {
    let _left: Noisy = duo(here("taken"), here("rest")).wait.left;
    say("the rest is gone");
    {
        let _bound = made("bound", number(1, look(&here("looked at"))).wait).wait;
    }
    say("first what was looked at, then what was bound");
    let Duo { left: _taken, .. }: Duo = Duo {
        left: made("taken", number(1, look(&pair(here("looked at"), 1).wait.0)).wait).wait,
        right: made("rest", 1).wait,
    };
    say("first the rest, then what was looked at");
    let a = number(1, look(&pair(here("first"), number(1, look(&here("second"))).wait).wait.0)).wait;
    say("the first, then the second");
    let b: u32 = number(1, look(&if flag(yes).wait { here("yes") } else { here("no") })).wait;
    say("it's gone");
    a + b
}

pub fn check() {
    assert_eq!(run(orders(true)), 0);
    all("yes", || orders(true));
    all("no", || orders(false));
}
