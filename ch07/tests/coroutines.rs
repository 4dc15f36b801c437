//! What corofy makes of the coroutines that a page shows on their own.
#![cfg(feature = "corofy")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use corofy::{Target, rewrite};
use std::fs;
use std::path::Path;

/// The states in which a machine waits, with their fields.
fn waiting_states(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("coroutines");
    let source = fs::read_to_string(folder.join(format!("{name}.coroutine.rs"))).unwrap();
    let rewritten = rewrite(&source, Target::Polling).unwrap_or_else(|refused| panic!("{refused}"));
    let lines = rewritten.text.lines().map(str::trim);
    let (_, states) = lines.fold((false, Vec::new()), |(inside, mut states), line| {
        if inside && line.starts_with("Wait") {
            states.push(line.trim_end_matches(',').to_owned());
        }
        (line.starts_with("enum ") || inside && line != "}", states)
    });
    states
}

// ANCHOR: greet
#[test]
fn greet_waits_in_one_state() {
    let states = waiting_states("greet");
    assert_eq!(states, ["Wait1 { future: HttpGet, name: String }"]);
}
// ANCHOR_END: greet

#[test]
fn each_wait_is_a_state_in_branches_and_loops_too() {
    let branches = [
        "Wait1 { future: HttpGet, day: u32 }",
        "Wait2 { future: HttpGet, day: u32 }",
    ];
    assert_eq!(waiting_states("branches"), branches);
    let dice =
        ["Wait1 { future: HttpGet, n: u32, items: std::ops::Range<u32>, server: SocketAddr }"];
    assert_eq!(waiting_states("dice"), dice);
}

#[test]
fn a_state_keeps_what_the_rest_needs() {
    let two_waits = [
        "Wait1 { future: HttpGet, server: SocketAddr }",
        "Wait2 { future: HttpGet, first: String }",
    ];
    assert_eq!(waiting_states("two-waits"), two_waits);
}

#[test]
fn a_variable_that_is_borrowed_across_a_wait_stays_in_its_place() {
    let states = waiting_states("a-reference");
    assert_eq!(
        states[1],
        "Wait2 { future: HttpGet, writer: &'static mut String, text: ch07::Kept<String> }"
    );
}

#[test]
#[should_panic(expected = "`.wait` can't be inside a closure")]
fn a_closure_cannot_wait() {
    waiting_states("refused");
}
