//! What a pool does to its process: mappings, their limit, and their end. Each scene has a process of
//! its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(unsafe_code, reason = "memory is looked at from below")]

#[path = "stacks_child/mod.rs"]
mod child;

use ch05::stack::{DEFAULT_SIZE, Guards, Stack, Stacks};
use std::fs;
use std::io::{self, ErrorKind};
use std::mem;

#[test]
fn a_child_plays_its_scene() {
    match child::scene().as_deref() {
        None => {}
        Some("many") => many(),
        Some("untouched") => untouched(),
        Some("map count") => map_count(),
        Some("address space") => address_space(),
        Some("unmapped") => unmapped(),
        Some("unmapped pool first") => unmapped_pool_first(),
        Some("forgotten") => forgotten(),
        Some(scene) => panic!("nobody knows the scene {scene}"),
    }
}

fn plays_to_its_end(scene: &str) {
    let output = child::play(scene);
    let words = child::words(&output);
    assert!(
        output.status.success(),
        "{scene}: {}\n{words}",
        output.status
    );
    // A child that found no such test would have been content, too.
    assert!(words.contains("played to its end"), "{scene}: {words}");
    eprint!("{words}");
}

fn mappings() -> usize {
    fs::read_to_string("/proc/self/maps")
        .unwrap()
        .lines()
        .count()
}

fn is_mapped(address: *mut u8) -> bool {
    // SAFETY: asks for a number.
    let page_size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
    let page = address.map_addr(|a| a - a % page_size).cast();
    let mut resident = 0u8;
    // SAFETY: one byte is written for one page.
    let result = unsafe { libc::mincore(page, 1, &raw mut resident) };
    let error = io::Error::last_os_error();
    assert!(
        result == 0 || error.raw_os_error() == Some(libc::ENOMEM),
        "{error}"
    );
    result == 0
}

fn write_to_both_ends(stack: &Stack) {
    // SAFETY: the stack is the scene's.
    unsafe {
        stack.bottom().write(1);
        stack.top().sub(1).write(1);
    }
}

#[test]
fn a_hundred_thousand_stacks_with_light_guards_are_a_few_mappings() {
    plays_to_its_end("many");
}

fn many() {
    let stacks = Stacks::new();
    let before = mappings();
    let mut taken = vec![stacks.take(DEFAULT_SIZE).unwrap()];
    if stacks.guards() != Some(Guards::Light) {
        eprintln!("skipped: this kernel has no light guards; played to its end");
        return;
    }
    taken.resize_with(100_000, || stacks.take(DEFAULT_SIZE).unwrap());
    let more = mappings() - before;
    // The lists are mappings as well, since they are large.
    assert!(more <= 8, "{more} mappings more");
    assert_eq!(stacks.count(), 100_000);
    taken.iter().step_by(9_999).for_each(write_to_both_ends);
    eprintln!("100,000 stacks: {more} mappings more; played to its end");
}

#[test]
fn neither_taking_nor_giving_back_touches_a_stack() {
    plays_to_its_end("untouched");
}

/// The KiB of memory that belong to this process alone.
fn anonymous() -> usize {
    let status = fs::read_to_string("/proc/self/smaps_rollup").unwrap();
    let mut lines = status.lines();
    let line = lines.find(|line| line.starts_with("Anonymous:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn untouched() {
    let stacks = Stacks::new();
    let before = anonymous();
    let taken: Vec<Stack> = (0..10_000)
        .map(|_| stacks.take(16 * 1024).unwrap())
        .collect();
    let after_taking = anonymous() - before;
    drop(taken);
    let at_the_end = anonymous() - before;
    // A page for each would be 40,000 KiB; the lists are a few hundred.
    assert!(after_taking < 4_000, "{after_taking} KiB");
    assert!(at_the_end < 4_000, "{at_the_end} KiB");
    eprintln!("{at_the_end} KiB; played to its end");
}

#[test]
fn the_limit_on_mappings_is_named_and_does_no_harm() {
    plays_to_its_end("map count");
}

fn map_count() {
    let limit = fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    let limit: usize = limit.trim().parse().unwrap();
    if limit > 1 << 20 {
        eprintln!("skipped: this system allows {limit} mappings; played to its end");
        return;
    }
    let stacks = Stacks::with_guards(Guards::Protected);
    let mut taken = Vec::with_capacity(limit);
    let error = loop {
        match stacks.take(16 * 1024) {
            Ok(stack) => taken.push(stack),
            Err(error) => break error,
        }
    };
    let text = error.to_string();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    let count = taken.len();
    let (size, how_many) = (format!("of {}", "16 KiB"), format!("beside {count}"));
    let name = format!("vm.max_map_count, which is {limit}");
    for part in [&size, &how_many, &name, "use fewer stacks"] {
        assert!(text.contains(part), "{part:?} in {text:?}");
    }
    // Two for each stack, and some for the program itself.
    assert!((limit / 2 - 200..=limit / 2).contains(&count), "{count}");

    // Again the same, and no stack is lost.
    assert_eq!(stacks.take(16 * 1024).unwrap_err().to_string(), text);
    taken.iter().step_by(999).for_each(write_to_both_ends);
    taken.iter().last().into_iter().for_each(write_to_both_ends);
    let top = taken.pop().unwrap().top();
    assert_eq!(stacks.take(16 * 1024).unwrap().top(), top);
    assert_eq!(stacks.count(), count);

    // All of it can be given back, and had again.
    drop((taken, stacks));
    assert!(mappings() < 200, "{} are left", mappings());
    write_to_both_ends(
        &Stacks::with_guards(Guards::Protected)
            .take(1 << 20)
            .unwrap(),
    );
    eprintln!("{text}; played to its end");
}

#[test]
fn the_limit_on_addresses_is_named_and_used_to_the_full() {
    plays_to_its_end("address space");
}

fn address_space() {
    const LIMIT: usize = 1 << 30;
    let limit = libc::rlimit {
        rlim_cur: LIMIT as u64,
        rlim_max: LIMIT as u64,
    };
    // SAFETY: the kernel copies the limit.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
    let stacks = Stacks::new();
    let size = 32 << 20;
    let mut taken = Vec::new();
    let error = loop {
        match stacks.take(size) {
            Ok(stack) => taken.push(stack),
            Err(error) => break error,
        }
    };
    let text = error.to_string();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    for part in [
        "of 32 MiB",
        "limited to 1 GiB (`ulimit -v`)",
        "smaller or fewer",
    ] {
        assert!(text.contains(part), "{part:?} in {text:?}");
    }
    // 64 at once would not have fitted; and no piece is left that one more would fit.
    assert!((24..32).contains(&taken.len()), "{} stacks", taken.len());
    assert!(
        text.contains(&format!("beside {}", taken.len())),
        "{text:?}"
    );
    taken.iter().for_each(write_to_both_ends);
    drop(taken.pop());
    write_to_both_ends(&stacks.take(size).unwrap());
    eprintln!("{text}; played to its end");
}

#[test]
fn a_mapping_ends_with_its_pool_and_its_last_stack() {
    plays_to_its_end("unmapped");
    plays_to_its_end("unmapped pool first");
}

fn unmapped() {
    let stacks = Stacks::new();
    let (first, second) = (stacks.take(1 << 20).unwrap(), stacks.take(1 << 20).unwrap());
    let (low, high) = (first.bottom(), second.bottom());
    drop((first, second));
    // The pool keeps them for the next.
    assert!(is_mapped(low) && is_mapped(high));
    let clone = stacks.clone();
    drop(stacks);
    assert!(is_mapped(low) && is_mapped(high));
    drop(clone);
    assert!(!is_mapped(low) && !is_mapped(high));
    eprintln!("played to its end");
}

fn unmapped_pool_first() {
    let stacks = Stacks::new();
    let (first, second) = (stacks.take(1 << 20).unwrap(), stacks.take(1 << 20).unwrap());
    let (low, high) = (first.bottom(), second.bottom());
    drop(stacks);
    write_to_both_ends(&first);
    drop(first);
    // They are of one mapping.
    assert!(is_mapped(low) && is_mapped(high));
    write_to_both_ends(&second);
    drop(second);
    assert!(!is_mapped(low) && !is_mapped(high));
    eprintln!("played to its end");
}

#[test]
fn a_forgotten_stack_keeps_its_mapping() {
    plays_to_its_end("forgotten");
}

fn forgotten() {
    let stacks = Stacks::new();
    let kept = stacks.take(1 << 20).unwrap();
    let word: *mut u64 = kept.top().cast::<u64>().wrapping_sub(1);
    // SAFETY: the stack is the scene's.
    unsafe { word.write(42) };
    mem::forget(kept);
    let other = stacks.take(1 << 20).unwrap();
    assert_ne!(
        other.top(),
        word.wrapping_add(1).cast(),
        "it is not given out again"
    );
    drop((other, stacks));
    assert!(is_mapped(word.cast()));
    // SAFETY: nobody has given the stack back.
    assert_eq!(unsafe { word.read() }, 42);
    eprintln!("played to its end");
}
