//! What a pattern leaves of a value is dropped after the variables of the block that made the value.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

struct Duo {
    left: Noisy,
    right: Noisy,
}

fn noisy(name: &'static str, number: u32) -> Noisy {
    Noisy::new(name, number)
}

fn duo(name: &'static str, number: u32) -> Duo {
    Duo { left: Noisy::new(name, number), right: Noisy::new(name, number + 1) }
}

coroutine fn branches(n: u32) -> u32 {
    let Duo { left: kept, .. }: Duo = if n > 1 {
        let _inner: Noisy = Noisy::new("inner", n);
        number(1, 0).wait;
        duo("then", 10)
    } else {
        let _inner: Noisy = Noisy::new("inner", n);
        duo("else", 20)
    };
    say("after the let");
    number(1, 0).wait + kept.number
}

coroutine fn arms(n: u32) -> u32 {
    let (kept, _): (Noisy, Noisy) = match number(1, n).wait {
        1 => {
            let _inner: Noisy = Noisy::new("inner", n);
            number(1, 0).wait;
            (Noisy::new("kept", 1), Noisy::new("left", 2))
        }
        _ => (Noisy::new("kept", 3), Noisy::new("left", 4)),
    };
    number(1, 0).wait + kept.number
}

coroutine fn turns(n: u32) -> u32 {
    let mut turn: u32 = 0;
    let Duo { right: kept, .. }: Duo = loop {
        let _inner: Noisy = Noisy::new("inner", turn);
        turn += number(1, 1).wait;
        if turn == n {
            break duo("early", turn);
        }
        let _more: Noisy = Noisy::new("more", turn);
        number(1, 1).wait;
        if turn > n {
            break duo("late", turn);
        }
    };
    number(1, 0).wait + kept.number
}

coroutine fn nothing(n: u32) -> u32 {
    let _: Noisy = match n {
        1 => {
            let _inner: Noisy = Noisy::new("inner", n);
            number(1, 0).wait;
            Noisy::new("value", 1)
        }
        _ => Noisy::new("value", 2),
    };
    match n {
        1 => {
            let _inner: Noisy = Noisy::new("other", n);
            number(1, 0).wait;
            noisy("value", 3)
        }
        _ => noisy("value", 4),
    };
    number(1, n).wait
}

pub fn check() {
    assert_eq!(run(branches(2)), 10);
    assert_eq!(run(arms(1)), 1);
    assert_eq!(run(turns(1)), 2);
    assert_eq!(run(nothing(1)), 1);
    for n in 0..4 {
        all("branches", || branches(n));
        all("arms", || arms(n));
        all("turns", || turns(n));
        all("nothing", || nothing(n));
    }
}
