//! A coroutine that waits for a future whose type is a parameter.

use crate::Future;
use crate::drive::{all, run};
use crate::stage::{After, Noisy};
use crate::world::{Boxed, boxed};

coroutine fn first_then<A: Future, B>(a: A, b: B) -> (A::Output, u32)
where
    B: Future<Output = u32>,
{
    let left: A::Output = a.wait;
    let right: u32 = b.wait;
    (left, right)
}

coroutine fn twice(n: u32) -> u32 {
    let first: After<u32> = After::new(1, n);
    let second: After<u32> = After::new(1, n * 2);
    let both: Boxed<(u32, u32)> = boxed(first_then(first, second));
    let (a, b): (u32, u32) = both.wait;
    a + b
}

pub fn check() {
    let start = || first_then(After::new(1, Noisy::new("a", 1)), After::new(2, 5));
    assert_eq!(run(start()).1, 5);
    assert_eq!(run(twice(2)), 6);
    all("first_then", start);
    all("twice", || twice(3));
}
