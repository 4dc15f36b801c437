//! `?` converts the error, works on options, and inside an argument.

use crate::drive::{all, run};
use crate::stage::{After, say};

#[derive(Debug, PartialEq)]
struct Failed(String);

impl From<std::num::ParseIntError> for Failed {
    fn from(error: std::num::ParseIntError) -> Failed {
        say("converted");
        Failed(error.to_string())
    }
}

fn text(value: &'static str) -> After<&'static str> {
    After::new(1, value)
}

fn maybe(n: u32) -> After<Option<u32>> {
    After::new(1, n.checked_sub(1))
}

coroutine fn parses(word: &'static str) -> Result<u32, Failed> {
    let n: u32 = text(word).wait.parse()?;
    let m: u32 = n + text("2").wait.parse::<u32>()?;
    Ok(m)
}

coroutine fn counts_down(n: u32) -> Option<u32> {
    let less = maybe(n).wait?;
    let least = maybe(less).wait?;
    Some(least * 10)
}

pub fn check() {
    assert_eq!(run(parses("40")), Ok(42));
    assert_eq!(run(parses("many")), Err(Failed("invalid digit found in string".to_owned())));
    assert_eq!([0, 1, 3].map(|n| run(counts_down(n))), [None, None, Some(10)]);
    all("parses", || parses("1"));
    all("fails", || parses("one"));
    all("counts_down", || counts_down(1));
}
