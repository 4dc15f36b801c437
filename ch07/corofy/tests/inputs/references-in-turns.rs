//! Variables of a loop's body that are borrowed across a wait: each turn has others.

use crate::drive::{all, run};
use crate::stage::{After, Fill, Noisy, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

fn fill(text: &mut String, polls: u32) -> Fill<'_> {
    Fill::new(text, polls)
}

fn odd(n: u32) -> Result<u32, Noisy> {
    if n % 2 == 1 { Ok(n) } else { Err(Noisy::new("even", n)) }
}

coroutine fn looks(noisy: &Noisy) -> u32 {
    let other: After<u32> = After::new(1, 1);
    other.wait + noisy.number
}

coroutine fn turns(times: u32) -> u32 {
    let mut sum: u32 = 0;
    let mut n: u32 = 0;
    while n < times {
        n += 1;
        let noisy: Noisy = Noisy::new("turn", n);
        let mut text: String = format!("{n}");
        sum += looks(&noisy).wait;
        if n == 2 {
            continue;
        }
        let writer: &mut String = &mut text;
        writer.push_str("--");
        number(1, n).wait;
        writer.push_str("!");
        sum += fill(&mut text, 1).wait;
        if n == 4 {
            say(text);
            break;
        }
    }
    sum
}

coroutine fn leaves(first: u32) -> Result<u32, Noisy> {
    let noisy: Noisy = Noisy::new("kept", first);
    let lent: &Noisy = &noisy;
    let a: u32 = odd(number(1, first).wait)?;
    let b: u32 = {
        let inner: Noisy = Noisy::new("inner", odd(lent.number)?);
        looks(&inner).wait + odd(number(1, a + 2).wait)?
    };
    Ok(a + b + lent.number)
}

pub fn check() {
    assert_eq!(run(turns(2)), 11);
    assert_eq!(run(turns(9)), 32);
    assert!(run(leaves(2)).is_err());
    assert_eq!(run(leaves(1)).ok(), Some(7));
    all("turns", || turns(5));
    all("leaves early", || leaves(2));
    all("leaves late", || leaves(1));
}
