//! A destructor that panics at the end of a turn, when the next turn's variables are on their way.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, Where, may_panic, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

struct Fragile(&'static str);

impl Drop for Fragile {
    fn drop(&mut self) {
        say(format!("drop {}", self.0));
        if !std::thread::panicking() {
            may_panic(Where::Code);
        }
    }
}

coroutine fn turns(times: u32) -> u32 {
    let kept: Noisy = Noisy::new("kept", 1);
    let text: String = String::from("text");
    let mut sum: u32 = 0;
    while sum < times {
        let before: Fragile = Fragile("before the wait");
        let one: u32 = number(1, 1).wait;
        let after: Fragile = Fragile("after the wait");
        sum += one;
        if sum == 2 {
            continue;
        }
        say(format!("{} {}", before.0, after.0));
    }
    say(text);
    kept.number + sum
}

coroutine fn ends(times: u32) -> u32 {
    let kept: Noisy = Noisy::new("kept", times);
    let sum: u32 = loop {
        let each: Fragile = Fragile("each");
        if kept.number == 0 {
            break number(1, 1).wait;
        }
        let one: u32 = number(0, 2).wait;
        if each.0.len() as u32 > one {
            break one;
        }
    };
    number(0, sum + kept.number).wait
}

pub fn check() {
    assert_eq!([run(turns(3)), run(ends(0)), run(ends(1))], [4, 1, 3]);
    all("turns", || turns(3));
    all("ends", || ends(0));
    all("ends at once", || ends(1));
}
