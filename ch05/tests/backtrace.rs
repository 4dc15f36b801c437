//! A backtrace names the fiber's functions, and ends where its stack begins.
#![cfg(not(windows))]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, Coroutine, Runtime, State, Suspender, spawn, yield_now};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::hint::black_box;
use std::process::Command;
use support::stack;

/// The functions of a backtrace, innermost first.
fn functions(backtrace: &Backtrace) -> Vec<String> {
    assert_eq!(backtrace.status(), BacktraceStatus::Captured);
    let text = backtrace.to_string();
    let numbered = text
        .lines()
        .filter_map(|line| line.trim_start().split_once(": "));
    let frames = numbered.filter(|(number, _)| number.parse::<u32>().is_ok());
    frames.map(|(_, function)| function.to_owned()).collect()
}

#[inline(never)]
fn who_asks() -> Vec<String> {
    let functions = functions(&Backtrace::force_capture());
    // So that it is a call, and this frame is there.
    black_box(functions)
}

#[inline(never)]
fn who_asks_in_the_end(depth: u32) -> Vec<String> {
    match depth {
        0 => who_asks(),
        _ => black_box(who_asks_in_the_end(depth - 1)),
    }
}

fn position(functions: &[String], name: &str) -> Option<usize> {
    functions
        .iter()
        .position(|function| function.contains(name))
}

/// From the function that asked to the coroutine's entry, and the first instructions behind it.
#[track_caller]
fn assert_ends_at_the_entry(functions: &[String]) {
    let listed = functions.join("\n");
    let asks = position(functions, "who_asks").expect(&listed);
    // A debugger's name of a generic function has no path before it.
    let [.., entry, begin] = functions else {
        panic!("{listed}");
    };
    assert!(
        entry.contains("entry<") || entry.contains("coroutine::entry"),
        "{listed}"
    );
    assert!(begin.contains("switch::abi::begin"), "{listed}");
    assert!(asks < functions.len() - 2, "{listed}");
    for never in [
        "<unknown>",
        "test_main",
        "resumes_it",
        "Runtime",
        "start_thread",
    ] {
        assert!(position(functions, never).is_none(), "{never} in\n{listed}");
    }
    assert!(functions.len() < 60, "{listed}");
}

#[inline(never)]
fn resumes_it<T>(mut coroutine: Coroutine<(), T>) -> T {
    loop {
        if let State::Finished(value) = black_box(coroutine.resume()) {
            return value;
        }
    }
}

#[test]
fn in_a_coroutine_it_ends_at_its_entry() {
    let seen = resumes_it(Coroutine::new(stack(), |_| who_asks()));
    assert_ends_at_the_entry(&seen);
    // And later, when somebody else has resumed it.
    let seen = resumes_it(Coroutine::new(stack(), |suspender: &Suspender<()>| {
        suspender.suspend(());
        who_asks()
    }));
    assert_ends_at_the_entry(&seen);
}

#[test]
fn in_a_fiber_it_ends_at_its_entry() {
    let seen = Runtime::new().unwrap().run(|| {
        let fiber = spawn(|| {
            yield_now();
            who_asks()
        });
        fiber.join().unwrap()
    });
    assert_ends_at_the_entry(&seen);
}

#[test]
fn in_a_coroutine_within_a_fiber_it_ends_at_the_inner_ones_entry() {
    let seen = Runtime::new().unwrap().run(|| {
        resumes_it(Coroutine::new(stack(), |_| {
            yield_now();
            who_asks()
        }))
    });
    assert_ends_at_the_entry(&seen);
}

#[test]
fn it_has_every_function_between() {
    let seen = resumes_it(Coroutine::new(stack(), |_| who_asks_in_the_end(20)));
    let recursive = |function: &&String| function.contains("who_asks_in_the_end");
    assert_eq!(seen.iter().filter(recursive).count(), 21);
}

/// The name of a test here, which the other runs in a child.
const SCENE: &str = "a_child_panics_in_a_fiber";

#[test]
fn a_child_panics_in_a_fiber() {
    if std::env::var_os("BACKTRACE_SCENE").is_some() {
        let joined = Runtime::new().unwrap().run(|| {
            let panics = Builder::new()
                .name("panics")
                .spawn(|| panic!("with a backtrace"));
            panics.unwrap().join()
        });
        assert!(joined.is_err());
    }
}

#[test]
fn a_panic_with_a_full_backtrace_fits_the_default_stack() {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([SCENE, "--exact", "--nocapture"]);
    child
        .env("BACKTRACE_SCENE", "")
        .env("RUST_BACKTRACE", "full");
    let output = child.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    assert!(words.contains("with a backtrace"), "{words}");
    assert!(words.contains("switch::abi::begin"), "{words}");
}
