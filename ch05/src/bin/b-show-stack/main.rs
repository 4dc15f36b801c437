//! The bytes of a stack made by hand, before a function has run on it and after.
#![expect(unsafe_code, reason = "the compiler knows nothing of a second stack")]

mod dump;
#[cfg(all(unix, target_arch = "aarch64"))]
#[path = "aarch64.rs"]
mod processor;
#[cfg(not(all(unix, any(target_arch = "aarch64", target_arch = "x86_64"))))]
#[path = "elsewhere.rs"]
mod processor;
#[cfg(all(unix, target_arch = "x86_64"))]
#[path = "x86_64.rs"]
mod processor;
mod stack;

use dump::Dump;
use processor::{PUSHED, back, enter, push_three};
use stack::{Stack, UNTOUCHED};
use std::io;
use std::process::ExitCode;
use trace::trace;

/// More than enough: what runs here pushes three words, and does not print.
const SIZE: usize = 64 * 1024;

/// How many of its words are shown, from the top down.
const SHOWN: usize = 13;

// ANCHOR: patterns
/// What the registers hold when the function begins, in the order in which they lie on the stack:
/// from lower addresses to higher ones. The first has eight different bytes, to see their order.
const PATTERNS: [usize; 6] = [
    0x0102030405060708,
    0x5555555555555555,
    0x4444444444444444,
    0x3333333333333333,
    0x2222222222222222,
    0x1111111111111111,
];
// ANCHOR_END: patterns

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    processor::check()?;
    let (mut stack, dump) = (Stack::new(SIZE), Dump::new());
    let sp = stack.plant(frame());
    let before = stack.words();
    trace!(
        "main",
        "plants ten words at the top of a stack full of 0xaa; addresses are shown as .."
    );
    trace!("stack", "{}", dump.show(&before, &before, SHOWN));
    // SAFETY: at `sp` lies the frame that `enter` asks for, and below it the function has room.
    unsafe { enter(sp) };
    let after = stack.words();
    trace!("main", "has let push_three run on it, and is back");
    trace!("stack", "{}", dump.show(&before, &after, SHOWN));
    report(&after);
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: frame
/// What `enter` takes up, and `back` after it: from lower addresses to higher ones.
fn frame() -> [usize; 10] {
    let [a, b, c, d, e, f] = PATTERNS;
    let (function, way_back) = (push_three as *const (), back as *const ());
    // Of the last two words, `enter` fills the first. The second is there for the sake of the ABI:
    // it brings the stack pointer to where it has to be when the function begins.
    [a, b, c, d, e, f, function as usize, way_back as usize, 0, 0]
}
// ANCHOR_END: frame

// ANCHOR: report
/// Where the pushed words lie, in the order in which they were pushed; and what was never written to.
fn report(after: &[usize]) {
    let place = |pushed: usize| {
        let n = after.iter().position(|word| *word == pushed);
        8 * (1 + n.expect("a word stays until it is written over"))
    };
    let [first, second, third] = PUSHED.map(place);
    trace!(
        "main",
        "finds the words that were pushed at {first}, {second} and {third} below the top: \
         the stack grows down"
    );
    let untouched = after[SHOWN..].iter().all(|word| *word == UNTOUCHED);
    trace!(
        "main",
        "finds the other {} words still full of 0xaa: {untouched}",
        after.len() - SHOWN
    );
}
// ANCHOR_END: report
