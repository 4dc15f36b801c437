//! The instructions are run between sentries: a value in every register that is not theirs, one on the
//! stack, and known flags.

use super::*;
use testing::Log;
use trace::trace;

#[cfg(target_arch = "aarch64")]
#[path = "swap/aarch64.rs"]
mod processor;
#[cfg(target_arch = "x86_64")]
#[path = "swap/x86_64.rs"]
mod processor;

/// What the instructions left behind.
struct Left {
    a: u64,
    b: u64,
    /// What the registers hold that are not theirs; each had its own sentry.
    others: Vec<(&'static str, u64)>,
    /// What lies just below the top of the stack, where nobody may push: [`SENTRY`] before.
    below_stack: u64,
    flags_before: u64,
    flags_after: u64,
}

const SENTRY: u64 = 0x5E47_5E47_5E47_5E47;

fn pinned(a: u64, b: u64) {
    let (first, second) = swap(a, b);
    trace!("main", "puts {a} and {b} into two registers");
    trace!("main", "finds {first} and {second}");
}

#[test]
fn a_pair_of_values_changes_places() {
    let log = Log::start();
    pinned(1, 2);
    pinned(100, 0);
    let swapped = swap(1, 2);
    if swapped != (2, 1) {
        testing::report(&log.text());
        let why = match swapped {
            (1, 2) => "no instruction has moved anything",
            (2, 2) | (1, 1) => "one of the two is in both now, and the other one is lost",
            _ => "neither is where it belongs",
        };
        panic!(
            "swap(1, 2) gives {swapped:?}: {why}\n\
             The first register has to end with what the second one had, and the second with what \
             the first one had."
        );
    }
    testing::pin_exercise!("swap", log);
}

#[test]
fn any_two_values_do() {
    let values = [0, 1, 2, 100, u64::MAX / 2, 1 << 63, u64::MAX - 1, u64::MAX];
    for a in values {
        for b in values {
            assert!(
                swap(a, b) == (b, a),
                "{a} and {b} have not changed places\nThey became {:?}",
                swap(a, b)
            );
        }
    }
}

#[test]
fn no_other_register_is_touched() {
    let left = processor::surrounded(1, 2);
    assert!(
        (left.a, left.b) == (2, 1),
        "between other registers they are not exchanged\nThey became {:?}.",
        (left.a, left.b)
    );
    for (n, (name, value)) in (0..).zip(left.others) {
        assert!(
            value == SENTRY + n,
            "{name} has changed, and it is not yours\n\
             The compiler was not told, and may keep something in it. The free register is {{c}}."
        );
    }
}

#[test]
fn the_flags_are_left_alone() {
    let left = processor::surrounded(1, 2);
    assert!(
        left.flags_before == left.flags_after,
        "the flags have changed, and `preserves_flags` promises that they have not\n\
         Arithmetic sets them, and so do and, or and xor; copying does not. The compiler may have \
         compared something before, and jump on the result after."
    );
}

#[test]
fn nothing_is_pushed_onto_the_stack() {
    let left = processor::surrounded(1, 2);
    assert!(
        left.below_stack == SENTRY,
        "something was pushed, and `nostack` promises that nothing is\n\
         The compiler may keep its own values there. The free register is {{c}}."
    );
}
