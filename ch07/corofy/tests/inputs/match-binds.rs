//! Arms that move what they match, and a guard that only looks at it.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say, tick};

enum Shape {
    Round(Noisy),
    Square { side: u32, name: Noisy },
    Nothing,
}

fn shape(n: u32) -> After<Shape> {
    After::new(
        1,
        match n {
            0 => Shape::Nothing,
            1 | 2 => Shape::Round(Noisy::new("round", n)),
            _ => Shape::Square { side: n, name: Noisy::new("square", n) },
        },
    )
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn measures(n: u32) -> u32 {
    match shape(n).wait {
        Shape::Round(it) if tick("is it two?", it.number == 2) => {
            let it: Noisy = it;
            number(1, it.number).wait + 100
        }
        Shape::Round(it) => it.number,
        Shape::Square { side, name } => {
            let side: u32 = side;
            let name: Noisy = name;
            let more = number(1, side).wait;
            say(format!("{name:?}"));
            side * more
        }
        Shape::Nothing => number(1, 0).wait,
    }
}

pub fn check() {
    assert_eq!([0, 1, 2, 3].map(|n| run(measures(n))), [0, 1, 102, 9]);
    for n in 0..4 {
        all("measures", || measures(n));
    }
}
