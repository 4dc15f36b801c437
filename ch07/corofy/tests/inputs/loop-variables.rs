//! Variables that cross a place where paths meet and no wait, with parameters in their types.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

trait Makes {
    type Made: Into<u32>;
    fn make(&self) -> Self::Made;
}

struct Eight;

impl Makes for Eight {
    type Made = u8;
    fn make(&self) -> u8 {
        8
    }
}

coroutine fn made<M: Makes, const N: usize>(maker: M, times: [u32; N]) -> u32 {
    let made: M::Made = if N > 1 {
        number(1, 0).wait;
        maker.make()
    } else {
        maker.make()
    };
    let mut sum: u32 = made.into();
    for time in times {
        sum += number(0, time).wait;
    }
    sum
}

coroutine fn words<'t>(text: &'t str, turns: u32) -> u32 {
    let words: Vec<&'t str> = text.split(' ').collect();
    let first: Noisy = Noisy::new("first", words.len() as u32);
    let mut sum: u32 = 0;
    while sum < turns {
        if turns > 2 {
            say(words.join("-"));
            return first.number;
        }
        let one: u32 = number(1, 1).wait;
        sum += one;
        if sum == turns {
            say("all turns");
            break;
        }
        continue;
    }
    number(1, sum).wait
}

pub fn check() {
    assert_eq!(run(made(Eight, [1, 2])), 11);
    all("made", || made(Eight, [1]));
    all("made late", || made(Eight, [1, 2]));
    all("words", || words("one two", 3));
    all("few words", || words("one two", 2));
}
