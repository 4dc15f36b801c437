//! The output of a wait that's a statement of its own is dropped there.

use crate::drive::{all, run};
use crate::stage::{After, Noisy, say};

fn made(name: &'static str) -> After<Noisy> {
    After::new(1, Noisy::new(name, 0))
}

coroutine fn discards() {
    made("first").wait;
    say("first is gone");
    let _ = made("second").wait;
    say("second is gone");
    let _kept = made("third").wait;
    say("third is here");
    made("fourth").wait;
}

pub fn check() {
    run(discards());
    all("discards", discards);
}
