//! Variables, functions and types that have the names of what a machine with a loop needs.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

/// A list whose every element has another one.
struct ListNext(u32);

fn next(of: u32) -> ListNext {
    ListNext(of + 1)
}

coroutine fn list(mut from: u32) -> u32 {
    while from < 3 {
        let after: ListNext = next(from);
        from = number(1, after.0).wait;
    }
    from
}

/// A coroutine with the name of the type that says what `list_2`'s machine does next.
coroutine fn list_2_next(of: u32) -> u32 {
    number(1, of + 2).wait
}

coroutine fn list_2(from: u32) -> u32 {
    let mut the_next: u32 = from;
    loop {
        let the_the_next: u32 = list_2_next(the_next).wait;
        if the_the_next > 4 {
            break the_the_next;
        }
        the_next = the_the_next;
    }
}

struct LoudGuard;

coroutine fn loud(times: u32) -> u32 {
    let mut next: u32 = times;
    for next_one in 0..times {
        let LoudGuard = LoudGuard;
        next += number(0, next_one).wait;
    }
    next
}

pub fn check() {
    assert_eq!([run(list(0)), run(list_2(1)), run(loud(3))], [3, 5, 6]);
    all("list", || list(1));
    all("list 2", || list_2(0));
    all("loud", || loud(2));
}
