use crate::drive::all;
use crate::stage::{After, Fill, Noisy, Where, may_panic, say, tick};
use std::fmt::Debug;

#[derive(Debug)]
pub struct Duo {
    pub left: Noisy,
    pub right: Noisy,
}

// Futures.

pub fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

pub fn flag(polls: u32, value: bool) -> After<bool> {
    After::new(polls, value)
}

pub fn text(polls: u32, value: String) -> After<String> {
    After::new(polls, value)
}

pub fn made(polls: u32, name: &'static str, number: u32) -> After<Noisy> {
    After::new(polls, Noisy::new(name, number))
}

pub fn given(polls: u32, noisy: Noisy) -> After<Noisy> {
    After::new(polls, noisy)
}

pub fn maybe(polls: u32, name: &'static str, number: u32) -> After<Option<Noisy>> {
    After::new(polls, (number % 2 == 1).then(|| Noisy::new(name, number)))
}

pub fn next(polls: u32, name: &'static str, left: u32) -> After<Option<Noisy>> {
    After::new(polls, (left > 0).then(|| Noisy::new(name, left)))
}

pub fn pair(polls: u32, noisy: Noisy, number: u32) -> After<(Noisy, u32)> {
    After::new(polls, (noisy, number))
}

pub fn duo(polls: u32, left: Noisy, right: Noisy) -> After<Duo> {
    After::new(polls, Duo { left, right })
}

pub fn outcome(polls: u32, name: &'static str, number: u32) -> After<Result<u32, Noisy>> {
    After::new(polls, if number % 3 == 0 { Err(Noisy::new(name, number)) } else { Ok(number) })
}

pub fn fill(text: &mut String, polls: u32) -> Fill<'_> {
    Fill::new(text, polls)
}

// Functions that don't wait.

pub fn noisy(name: &'static str, number: u32) -> Noisy {
    say(format!("make {name}"));
    may_panic(Where::Code);
    Noisy::new(name, number)
}

pub fn ticked(name: &str, value: u32) -> u32 {
    tick(name, value)
}

pub fn asked(name: &str, value: bool) -> bool {
    tick(name, value)
}

pub fn look(noisy: &Noisy) -> u32 {
    noisy.number % 100
}

pub fn look_and(noisy: &Noisy, more: u32) -> u32 {
    (noisy.number + more) % 100
}

pub fn take(noisy: Noisy) -> u32 {
    say(format!("take {noisy:?}"));
    may_panic(Where::Code);
    noisy.number % 100
}

pub fn renamed(noisy: Noisy, more: u32) -> Noisy {
    say(format!("rename {noisy:?}"));
    may_panic(Where::Code);
    Noisy::new(noisy.name, (noisy.number + more) % 100)
}

pub fn open(maybe: Option<Noisy>) -> u32 {
    say(format!("open {maybe:?}"));
    may_panic(Where::Code);
    maybe.map_or(7, |noisy| noisy.number % 100)
}

pub fn closed(maybe: Option<Noisy>, number: u32) -> Noisy {
    maybe.unwrap_or_else(|| Noisy::new("closed", number))
}

pub fn split(pair: (Noisy, u32)) -> Noisy {
    say(format!("split {pair:?}"));
    may_panic(Where::Code);
    pair.0
}

pub fn halves(duo: Duo) -> (Noisy, u32) {
    (duo.left, duo.right.number)
}

pub fn settled(outcome: Result<u32, Noisy>) -> u32 {
    say(format!("settle {outcome:?}"));
    may_panic(Where::Code);
    outcome.unwrap_or(5)
}

pub fn judged(number: u32) -> Result<u32, Noisy> {
    if number % 4 == 3 { Err(noisy("judged", number)) } else { Ok(number) }
}

pub fn lost(noisy: Noisy) -> Option<Noisy> {
    (noisy.number % 2 == 0).then_some(noisy)
}

pub fn joined(left: String, right: u32) -> String {
    format!("{left}-{right}")
}

pub fn length(text: &str) -> u32 {
    text.len() as u32
}
pub fn applied(function: &dyn Fn(u32) -> u32, number: u32) -> u32 {
    function(number) % 100
}
// The end of the preamble.
