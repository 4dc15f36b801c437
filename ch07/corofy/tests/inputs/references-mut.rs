//! A reference that changes what it borrows across waits.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn writes() -> String {
    let mut buffer: String = String::from("begin");
    let mut count: u32 = 0;
    {
        let writer: &mut String = &mut buffer;
        let counter: &mut u32 = &mut count;
        for n in 0..3u32 {
            let n = number(1, n).wait;
            writer.push_str(&format!(" {n}"));
            *counter += n;
        }
        say(writer.clone());
    }
    number(1, 0).wait;
    buffer.push('.');
    format!("{buffer} {count}")
}

pub fn check() {
    assert_eq!(run(writes()), "begin 0 1 2. 3");
    all("writes", writes);
}
