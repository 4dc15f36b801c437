//! Outputs of many types.

use crate::drive::{all, run};
use crate::stage::{After, Noisy};
use std::collections::BTreeMap;

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn unit() -> () {
    number(1, 0).wait;
}

coroutine fn tuple() -> (u32, (Noisy, [u8; 2])) {
    (number(1, 1).wait, (Noisy::new("in", 2), [3, 4]))
}

coroutine fn boxed() -> Box<dyn Fn(u32) -> u32> {
    let n = number(1, 1).wait;
    Box::new(move |m| n + m)
}

coroutine fn map() -> BTreeMap<u32, Vec<String>> {
    let mut all: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for n in 0..3u32 {
        let key: u32 = number(1, n % 2).wait;
        all.entry(key).or_default().push(format!("{n}"));
    }
    all
}

coroutine fn closure() -> Result<(), Box<dyn std::error::Error>> {
    let n: i32 = "12".parse()?;
    number(1, n as u32).wait;
    "x".parse::<i32>()?;
    Ok(())
}

pub fn check() {
    run(unit());
    assert_eq!(run(tuple()).1.1, [3, 4]);
    assert_eq!(run(boxed())(2), 3);
    assert_eq!(run(map())[&0], ["0", "2"]);
    assert!(run(closure()).is_err());
    all("unit", unit);
    all("tuple", tuple);
    all("map", map);
    all("closure", closure);
}
