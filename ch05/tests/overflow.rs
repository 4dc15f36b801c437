//! Children run out of a stack in every way there is, or fault in another, and the parent reads what
//! they said about it.
#![cfg(target_os = "linux")]
#![cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(unsafe_code, reason = "somebody has to fault")]

#[path = "stacks_child/mod.rs"]
mod child;
#[path = "overflow_scenes/mod.rs"]
mod scenes;

use std::os::unix::process::ExitStatusExt;
use std::process::Output;

#[test]
fn a_child_plays_its_scene() {
    if let Some(scene) = child::scene() {
        scenes::play(&scene);
        panic!("the scene {scene} was to be the end");
    }
}

/// What a child said that had to end by this signal.
fn ends_by(signal: i32, scene: &str) -> String {
    let output = child::play(scene);
    let words = child::words(&output);
    let killed_by = output.status.signal();
    assert_eq!(
        killed_by,
        Some(signal),
        "{scene}: {}\n{words}",
        output.status
    );
    words
}

/// The address at the end of a line, and the text before it.
fn split(line: &str) -> (&str, usize) {
    let (text, address) = line.rsplit_once(" 0x").unwrap();
    (text, usize::from_str_radix(address, 16).unwrap())
}

/// Checks the only line that tells of an overflow, and that its address is one of the guard.
fn assert_told(words: &str, expected: &str) {
    let lines: Vec<&str> = words.lines().filter(|l| l.contains("overflowed")).collect();
    let [line] = lines[..] else {
        panic!("{} lines tell of an overflow:\n{words}", lines.len());
    };
    let (text, address) = split(line);
    assert_eq!(text, expected);
    let bottom = words.lines().find(|line| line.starts_with("bottom at"));
    let (_, bottom) = split(bottom.unwrap());
    assert!((bottom - 16 * 1024..bottom).contains(&address), "{words}");
}

#[test]
fn who_recurses_too_deep_is_named() {
    for guards in ["light", "protected"] {
        let words = ends_by(libc::SIGABRT, &format!("recurse {guards}"));
        let told = "fiber \"deep\" overflowed its stack of 64 KiB: it touched its guard page at";
        assert_told(&words, told);
        assert!(words.contains("its neighbours are as they were"), "{words}");
    }
}

#[test]
fn who_has_no_name_is_told_of_without() {
    let words = ends_by(libc::SIGABRT, "unnamed");
    assert_told(
        &words,
        "a fiber overflowed its stack of 1 MiB: it touched its guard page at",
    );
}

#[test]
fn the_next_user_of_a_stack_does_not_inherit_the_name() {
    let words = ends_by(libc::SIGABRT, "used again");
    assert_told(
        &words,
        "a fiber overflowed its stack of 64 KiB: it touched its guard page at",
    );
}

#[test]
fn a_name_can_be_anything() {
    let words = ends_by(libc::SIGABRT, "long name");
    let kept = "é".repeat(30);
    let told =
        format!("fiber \"{kept}…\" overflowed its stack of 64 KiB: it touched its guard page at");
    assert_told(&words, &told);
    // One line, whatever the name holds.
    let words = ends_by(libc::SIGABRT, "name of two lines");
    let told =
        r#"fiber "two\n\"lines\"" overflowed its stack of 64 KiB: it touched its guard page at"#;
    assert_told(&words, told);
}

#[test]
fn every_byte_of_a_guard_is_one() {
    for offset in ["0", "1", "4096", "16383"] {
        let words = ends_by(libc::SIGABRT, &format!("guard {offset}"));
        assert_told(
            &words,
            "fiber \"touched\" overflowed its stack of 64 KiB: it touched its guard page at",
        );
    }
}

#[test]
fn it_is_told_on_a_thread_that_had_no_alternate_stack() {
    let words = ends_by(libc::SIGABRT, "bare thread");
    let told = "fiber \"bare\" overflowed its stack of 64 KiB: it touched its guard page at";
    assert_told(&words, told);
}

#[test]
fn an_alternate_stack_of_ours_ends_with_its_thread() {
    let output = child::play("bare threads end");
    assert_exit(&output, 0);
    assert!(child::words(&output).contains("not mapped any more"));
}

#[test]
fn another_fault_is_not_ours() {
    let words = ends_by(libc::SIGSEGV, "elsewhere");
    assert!(!words.contains("overflowed"), "{words}");
    let words = ends_by(libc::SIGSEGV, "sent");
    assert!(!words.contains("overflowed"), "{words}");
}

#[test]
fn a_thread_that_overflows_is_still_told_of_by_std() {
    let words = ends_by(libc::SIGABRT, "thread");
    assert!(words.contains("has overflowed its stack"), "{words}");
    assert!(!words.contains("fiber"), "{words}");
}

fn assert_exit(output: &Output, code: i32) {
    let words = child::words(output);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}\n{words}",
        output.status
    );
}

#[test]
fn who_handled_faults_before_handles_the_others_still() {
    for handler in ["information", "number only", "once"] {
        let output = child::play(&format!("handled {handler}"));
        assert_exit(&output, 43);
        assert!(child::words(&output).contains("handled before"));
        // And not the ones that are ours.
        let words = ends_by(libc::SIGABRT, &format!("overflow, handled {handler}"));
        assert!(words.contains("a fiber overflowed"), "{words}");
        assert!(!words.contains("handled before"), "{words}");
    }
}

#[test]
fn who_ignored_what_is_sent_ignores_it_still() {
    assert_exit(&child::play("ignored, sent"), 43);
    // A fault cannot be ignored.
    ends_by(libc::SIGSEGV, "ignored, elsewhere");
}
