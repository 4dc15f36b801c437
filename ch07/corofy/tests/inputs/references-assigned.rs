//! Variables that are borrowed across a wait and get another value: after the old one, or after that was moved away.

use crate::drive::{all, run};
use crate::stage::{After, Fill, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn fill(text: &mut String, polls: u32) -> Fill<'_> {
    Fill::new(text, polls)
}

fn taken(noisy: Noisy) -> u32 {
    noisy.number
}

coroutine fn looks(noisy: &Noisy) -> u32 {
    let other: After<u32> = After::new(1, 1);
    other.wait + noisy.number
}

coroutine fn replaces() -> u32 {
    let mut text: String = String::from("a");
    let mut count: u32 = 0;
    let first: u32 = fill(&mut text, 1).wait;
    let counter: &mut u32 = &mut count;
    *counter += number(1, first).wait;
    text = String::from("bcd");
    count = count + 10;
    let second: u32 = fill(&mut text, 0).wait;
    let counter: &mut u32 = &mut count;
    *counter += number(0, second).wait;
    let longer: String = [text.as_str(), "-"].concat();
    text = longer.to_uppercase();
    number(1, 0).wait;
    assert_eq!(text, "BCDX-");
    count
}

coroutine fn drops_the_old() -> u32 {
    let mut noisy: Noisy = Noisy::new("old", 1);
    let mut sum: u32 = looks(&noisy).wait;
    noisy = Noisy::new("new", 2);
    sum += looks(&noisy).wait;
    noisy = {
        say("a block");
        Noisy::new("newest", number(1, 3).wait)
    };
    sum += looks(&noisy).wait;
    sum
}

coroutine fn moves_in_turns() -> u32 {
    let mut noisy: Noisy = Noisy::new("first", 1);
    let mut sum: u32 = 0;
    for n in 2..4u32 {
        sum += looks(&noisy).wait;
        sum += taken(noisy);
        noisy = Noisy::new("next", n);
        number(1, 0).wait;
    }
    drop(noisy);
    noisy = match sum {
        7 => Noisy::new("seven", 7),
        _ => Noisy::new("other", 0),
    };
    sum + looks(&noisy).wait
}

pub fn check() {
    assert_eq!(run(replaces()), 17);
    assert_eq!(run(drops_the_old()), 9);
    assert_eq!(run(moves_in_turns()), 9);
    all("replaces", replaces);
    all("drops the old", drops_the_old);
    all("moves in turns", moves_in_turns);
}
