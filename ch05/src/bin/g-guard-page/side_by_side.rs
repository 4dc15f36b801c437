//! The trap: one allocation, cut into two stacks. Run in a child, since what happens is undefined
//! behaviour.
#![expect(unsafe_code, reason = "the stacks are made by hand")]

use crate::dig::{LEVELS, STACK, dig};
use crate::stack::call_on;
use std::cell::UnsafeCell;
use std::io;
use std::slice;
use trace::{ends, resumes, trace};

// ANCHOR: layout
/// What the neighbour keeps lies at the top of its stack, as the layer, too, has what a fiber
/// captures there. So the neighbour's numbers come right below the stack of the one that digs:
///
/// ```text
/// |      neighbour's frames | its numbers | frames of the one that digs |
///            grow down <-                               grow down <-
/// ```
const NUMBERS: usize = 64 * 1024;
const NEIGHBOUR: usize = STACK + NUMBERS * size_of::<u64>();
// ANCHOR_END: layout

// ANCHOR: run
pub fn run() -> io::Result<()> {
    let cells = (NEIGHBOUR + STACK) / size_of::<u128>();
    let memory: Box<[UnsafeCell<u128>]> = (0..cells).map(|_| UnsafeCell::new(0)).collect();
    let numbers = memory.as_ptr().cast::<u8>().cast_mut();
    let numbers = numbers.wrapping_add(NEIGHBOUR - NUMBERS * size_of::<u64>());
    // SAFETY: below the numbers there is a whole stack, which nobody runs on.
    unsafe { call_on(numbers, neighbour, numbers) };
    ends!("fiber neighbour");
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: neighbour
/// Is in the middle of its work when another fiber gets its turn.
extern "C" fn neighbour(numbers: *mut u8) {
    let start = numbers.cast::<u64>();
    // SAFETY: they are this fiber's; the memory is large enough, aligned for more, and zero.
    unsafe { slice::from_raw_parts_mut(start, NUMBERS) }.fill(3);
    trace!(
        "fiber neighbour",
        "keeps {NUMBERS} numbers on its stack, all of them 3"
    );
    resumes!("fiber neighbour", "fiber deep");
    let top = start.wrapping_add(NUMBERS).cast::<u8>().wrapping_add(STACK);
    // SAFETY: there are `STACK` bytes, which nobody uses. They are not enough: that is the trap.
    unsafe { call_on(top, deep, numbers) };
    ends!("fiber deep");
    // SAFETY: as above. Whatever they are now, they are numbers.
    let kept = unsafe { slice::from_raw_parts(start, NUMBERS) };
    match kept.iter().filter(|number| **number != 3).count() {
        0 => trace!("fiber neighbour", "looks at its numbers: all of them are 3"),
        // How many exactly depends on the compiler's frames.
        1..1000 => trace!(
            "fiber neighbour",
            "looks at its numbers: some are no longer 3"
        ),
        _ => trace!(
            "fiber neighbour",
            "looks at its numbers: thousands are no longer 3"
        ),
    }
}

extern "C" fn deep(_: *mut u8) {
    let kib = STACK / 1024;
    trace!("fiber deep", "has {kib} KiB of stack, and recurses");
    let levels = dig(LEVELS);
    trace!(
        "fiber deep",
        "is back from {levels} levels of 1 KiB each: nobody has stopped it"
    );
}
// ANCHOR_END: neighbour
