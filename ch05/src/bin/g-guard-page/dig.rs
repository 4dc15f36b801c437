//! Too deep a recursion.

use std::hint::black_box;

/// What the fiber that digs has for a stack.
pub const STACK: usize = 64 * 1024;
/// So deep it goes. Each level keeps 1 KiB, and what a call takes beside.
pub const LEVELS: u64 = 100;

// ANCHOR: dig
/// Comes back with the number of levels. The compiler must not see that a loop would do.
pub fn dig(levels: u64) -> u64 {
    if levels == 0 {
        return 0;
    }
    let kept = black_box([1; 128]);
    black_box(dig(levels - 1)) + kept[0]
}
// ANCHOR_END: dig
