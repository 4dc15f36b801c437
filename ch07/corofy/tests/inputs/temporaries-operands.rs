//! Operands that wait for the others are dropped before the temporaries of their statement, also if code panics in between.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, tick};

struct Duo {
    left: Noisy,
    right: Noisy,
}

fn given(noisy: Noisy) -> After<Noisy> {
    After::new(1, noisy)
}

fn made(name: &'static str, number: u32) -> After<Noisy> {
    After::new(1, Noisy::new(name, number))
}

fn pair(noisy: Noisy, number: u32) -> After<(Noisy, u32)> {
    After::new(1, (noisy, number))
}

fn duo(left: Noisy, right: Noisy) -> After<(Noisy, Noisy)> {
    After::new(1, (left, right))
}

fn here(name: &'static str) -> Noisy {
    Noisy::new(name, 0)
}

fn look(noisy: &Noisy) -> u32 {
    noisy.number
}

coroutine fn arguments(c: Noisy, d: Noisy) -> (Noisy, Noisy) {
    duo(given(c).wait, made("w", tick("t", look(&pair(d, 1).wait.0))).wait).wait
}

coroutine fn of_several_calls(c: Noisy, d: Noisy) -> u32 {
    let (left, _): (Noisy, Noisy) = duo(
        given(c).wait,
        made("outer", tick("third", look(&duo(
            made("inner", tick("first", look(&here("looked at")))).wait,
            made("last", tick("second", look(&pair(d, 1).wait.0))).wait,
        ).wait.0))).wait,
    ).wait;
    tick("done", left.number)
}

coroutine fn of_a_struct(c: Noisy) -> u32 {
    let duo: Duo = Duo {
        left: given(c).wait,
        right: made("right", match tick("matched", look(&made("m", 1).wait)) {
            0 => tick("none", 0),
            n => made("n", tick("some", n)).wait.number,
        }).wait,
    };
    look(&duo.left) + look(&duo.right)
}

coroutine fn with_scopes_inside(c: Noisy) -> u32 {
    let (_, right): (Noisy, Noisy) = duo(
        given(c).wait,
        made("r", if tick("if", look(&made("condition", 1).wait)) == 1 {
            tick("yes", look(&made("tail", 1).wait))
        } else {
            0
        }).wait,
    ).wait;
    look(&right)
}

coroutine fn in_a_macro(c: Noisy) -> String {
    joined(given(c).wait, format!("{}", tick("in format", look(&made("argument", 1).wait)))).wait
}

fn joined(noisy: Noisy, text: String) -> After<String> {
    After::new(1, format!("{noisy:?} {text}"))
}

pub fn check() {
    drop(run(arguments(here("c"), here("d"))));
    all("arguments", || arguments(here("c"), here("d")));
    all("several calls", || of_several_calls(here("c"), here("d")));
    all("a struct", || of_a_struct(here("c")));
    all("scopes", || with_scopes_inside(here("c")));
    all("a macro", || in_a_macro(here("c")));
}
