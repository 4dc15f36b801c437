//! A variable that's declared before it has its value.

use crate::drive::{all, run};
use crate::stage::After;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn deferred(yes: bool) -> u32 {
    let late: u32;
    if yes {
        late = number(1, 5).wait;
    } else {
        late = 7;
    }
    number(1, late).wait + late
}

pub fn check() {
    assert_eq!([run(deferred(true)), run(deferred(false))], [10, 14]);
    all("deferred", || deferred(true));
}
