//! `&&` and `||`: the right side waits only if the left side doesn't decide.

use crate::drive::{all, run};
use crate::stage::{After, say};

fn flag(name: &str, value: bool) -> After<bool> {
    say(format!("asks {name}"));
    After::new(1, value)
}

coroutine fn decides(a: bool, b: bool, c: bool) -> u32 {
    let both: bool = flag("a", a).wait && flag("b", b).wait;
    let either: bool = flag("b", b).wait || flag("c", c).wait;
    let mixed: bool = a && flag("b", b).wait || !flag("c", c).wait && b;
    if flag("a", a).wait && (b || flag("c", c).wait) && either {
        return 100 + u32::from(both) + 2 * u32::from(mixed);
    }
    u32::from(both) + 2 * u32::from(either) + 4 * u32::from(mixed)
}

pub fn check() {
    assert_eq!(run(decides(true, true, true)), 103);
    assert_eq!(run(decides(false, true, false)), 6);
    for n in 0..8 {
        all("decides", || decides(n & 1 > 0, n & 2 > 0, n & 4 > 0));
    }
}
