//! A pool of stacks: what it gives out, and what that costs.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(unsafe_code, reason = "memory is looked at from below")]

use ch05::stack::{DEFAULT_SIZE, Guards, Stack, Stacks};
use std::io::ErrorKind;

fn page() -> usize {
    // SAFETY: this asks for a number.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap()
}

/// Whether each page of a stack is in memory.
#[cfg(target_os = "linux")]
fn resident(stack: &Stack) -> Vec<bool> {
    let mut pages = vec![0u8; stack.size() / page()];
    let bottom = stack.bottom().cast();
    // SAFETY: there is a byte for each page.
    let result = unsafe { libc::mincore(bottom, stack.size(), pages.as_mut_ptr()) };
    assert_eq!(result, 0);
    pages.iter().map(|page| page & 1 == 1).collect()
}

#[test]
fn a_stack_has_at_least_the_size_that_was_asked_for() {
    let stacks = Stacks::new();
    for (asked, pages) in [
        (0, 1),
        (1, 1),
        (page() - 1, 1),
        (page(), 1),
        (page() + 1, 2),
        (DEFAULT_SIZE, DEFAULT_SIZE / page()),
        (100 * page() - 7, 100),
    ] {
        let stack = stacks.take(asked).unwrap();
        assert_eq!(stack.size(), pages * page(), "{asked}");
        let usable = stack.top().addr() - stack.bottom().addr();
        assert_eq!(usable, stack.size() - 64, "{asked}");
    }
}

#[test]
fn both_ends_are_aligned_and_every_byte_between_can_be_used() {
    let stacks = Stacks::new();
    for size in [page(), 3 * page(), DEFAULT_SIZE] {
        let stack = stacks.take(size).unwrap();
        assert!(stack.top().addr().is_multiple_of(16));
        assert!(stack.bottom().addr().is_multiple_of(page()));
        let usable = stack.top().addr() - stack.bottom().addr();
        // SAFETY: the stack is this test's, from its bottom to its top.
        unsafe {
            stack.bottom().write_bytes(0xA5, usable);
            assert_eq!(stack.bottom().add(usable - 1).read(), 0xA5);
        }
    }
}

#[test]
fn the_stack_that_came_back_last_goes_out_first() {
    let stacks = Stacks::new();
    let taken: Vec<Stack> = (0..5).map(|_| stacks.take(page()).unwrap()).collect();
    let tops: Vec<_> = taken.iter().map(Stack::top).collect();
    // Dropped from the first to the last.
    drop(taken);
    let again: Vec<Stack> = (0..5).map(|_| stacks.take(page()).unwrap()).collect();
    let tops_again: Vec<_> = again.iter().rev().map(Stack::top).collect();
    assert_eq!(tops_again, tops);
    assert_eq!(stacks.count(), 5);
}

#[test]
fn stacks_of_other_sizes_do_not_mix() {
    let stacks = Stacks::new();
    let small = stacks.take(page()).unwrap();
    let top = small.top();
    drop(small);
    for _ in 0..3 {
        let large = stacks.take(2 * page()).unwrap();
        assert_eq!(large.size(), 2 * page());
        assert_ne!(large.top(), top);
        assert_eq!(stacks.take(page()).unwrap().top(), top);
    }
    assert_eq!(stacks.count(), 2);
}

#[test]
fn no_two_stacks_share_a_byte() {
    // More than fit the first mapping, and the second.
    let stacks = Stacks::new();
    let taken: Vec<Stack> = (0..300).map(|_| stacks.take(page()).unwrap()).collect();
    let mut ranges: Vec<_> = taken
        .iter()
        .map(|stack| (stack.bottom().addr(), stack.bottom().addr() + stack.size()))
        .collect();
    ranges.sort_unstable();
    for pair in ranges.windows(2) {
        let gap = pair[1].0 - pair[0].1;
        assert!(gap >= 4 * page().min(4096), "a guard of {gap} bytes");
    }
}

#[test]
fn clones_are_one_pool() {
    let stacks = Stacks::new();
    let clone = stacks.clone();
    let top = stacks.take(page()).unwrap().top();
    assert_eq!(clone.take(page()).unwrap().top(), top);
}

#[test]
#[cfg(target_os = "linux")]
fn pages_come_when_they_are_touched() {
    let stacks = Stacks::new();
    let mut stack = stacks.take(16 * page()).unwrap();
    assert!(resident(&stack).iter().all(|page| !page), "taken only");
    // SAFETY: the stack is this test's, and this is its uppermost word.
    unsafe { stack.top().cast::<usize>().sub(1).write(1) };
    stack.set_name("a name goes where the first frames are");
    let pages = resident(&stack);
    assert_eq!(pages.iter().filter(|page| **page).count(), 1, "{pages:?}");
    assert!(pages[15]);
}

#[test]
fn a_size_that_no_machine_has_is_refused() {
    let stacks = Stacks::new();
    for size in [usize::MAX, usize::MAX - page(), isize::MAX as usize] {
        let error = stacks.take(size).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let text = error.to_string();
        assert!(text.contains("larger than any address space"), "{text}");
    }
    // One that could be, in theory: the kernel says no.
    let error = stacks.take(1 << 60).unwrap_err();
    assert!(error.to_string().contains("1073741824 GiB"), "{error}");
    // The pool is as good as before.
    stacks.take(page()).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn the_guards_are_the_lightest_that_the_kernel_has() {
    let stacks = Stacks::new();
    assert_eq!(stacks.guards(), None);
    let _stack = stacks.take(page()).unwrap();
    let expected = match kernel_has_light_guards() {
        true => Guards::Light,
        false => Guards::Protected,
    };
    assert_eq!(stacks.guards(), Some(expected));

    let stacks = Stacks::with_guards(Guards::Protected);
    let _stack = stacks.take(page()).unwrap();
    assert_eq!(stacks.guards(), Some(Guards::Protected));
}

#[cfg(target_os = "linux")]
fn kernel_has_light_guards() -> bool {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: this touches its own mapping only.
    unsafe {
        let page = libc::mmap(std::ptr::null_mut(), page(), access, flags, -1, 0);
        assert_ne!(page, libc::MAP_FAILED);
        let result = libc::madvise(page, self::page(), 102);
        libc::munmap(page, self::page());
        result == 0
    }
}

#[test]
fn both_kinds_of_guards_serve_the_same_stacks() {
    for guards in [Guards::Light, Guards::Protected] {
        let stacks = Stacks::with_guards(guards);
        let stack = stacks.take(DEFAULT_SIZE).unwrap();
        // SAFETY: the stack is this test's.
        unsafe {
            stack.bottom().write(1);
            stack.top().sub(1).write(1);
        }
    }
}
