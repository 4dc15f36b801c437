//! The size of a stack that nobody chose is enough for the deepest that ordinary code goes.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(unsafe_code, reason = "memory is looked at from below")]

use ch05::Coroutine;
use ch05::stack::{DEFAULT_SIZE, Stacks};
use std::backtrace::Backtrace;
use std::panic::{self, AssertUnwindSafe};

/// How many bytes of a range of whole pages are in memory.
fn resident(bottom: *mut u8, length: usize) -> usize {
    let mut pages = vec![0u8; length.div_ceil(4096)];
    // SAFETY: there is a byte for each page.
    let result = unsafe { libc::mincore(bottom.cast(), length, pages.as_mut_ptr()) };
    assert_eq!(result, 0);
    4096 * pages.iter().filter(|page| **page & 1 == 1).count()
}

#[test]
fn a_panic_with_a_full_backtrace_takes_less_than_half_of_it() {
    let stacks = Stacks::new();
    let stack = stacks.take(DEFAULT_SIZE).unwrap();
    let (bottom, size) = (stack.bottom(), stack.size());
    let mut coroutine: Coroutine<(), ()> = Coroutine::new(stack, |_| {
        // As the default hook does it: looked up, formatted, and printed.
        let backtrace = Backtrace::force_capture().to_string();
        assert!(
            backtrace.contains("a_panic_with_a_full_backtrace"),
            "{backtrace}"
        );
        println!("{:#?}", (1.5, "text", backtrace.len()));
        panic!("told with a backtrace, if RUST_BACKTRACE says so");
    });
    let result = panic::catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
    result.unwrap_err();
    let used = resident(bottom, size);
    println!("{used} bytes of {size} were touched");
    assert!(used <= DEFAULT_SIZE / 2, "{used} bytes");
}
