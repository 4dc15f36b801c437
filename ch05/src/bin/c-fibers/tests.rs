//! What a switch and a runtime promise, and what the compiler cannot check.
#![cfg(all(unix, any(target_arch = "aarch64", target_arch = "x86_64")))]

#[cfg(target_arch = "aarch64")]
#[path = "tests/aarch64.rs"]
mod probe;
#[cfg(target_arch = "x86_64")]
#[path = "tests/x86_64.rs"]
mod probe;

use crate::runtime::{Runtime, yield_now};
use crate::stack::{SIZE, Stack};
use crate::switch::{Context, plant, switch};
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell, UnsafeCell};
use trace::Log;

thread_local! {
    static CONTEXTS: [UnsafeCell<Context>; 2] = Default::default();
    static LOST: Cell<u64> = const { Cell::new(0) };
    static ENTERED_AT: Cell<usize> = const { Cell::new(0) };
    static BACKTRACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Leaves one context with its registers full of values of its own, goes on in the other, and notes
/// which of the values are not there any more when it is back.
fn keep(seed: u64, from: usize, to: usize) {
    // Not from within `with`: its closure would be on the stack while the other one runs.
    let contexts: [*mut Context; 2] = CONTEXTS.with(|[a, b]| [a.get(), b.get()]);
    // SAFETY: the thread's contexts do not move. `to` was planted, or left by this function on the
    // other stack, which the test keeps.
    let lost = unsafe { probe::lost(seed, contexts[from], contexts[to]) };
    LOST.set(LOST.get() | lost);
}

extern "C" fn other() {
    loop {
        keep(0x0222_2222_2222_2200, 1, 0);
    }
}

#[test]
fn a_switch_hands_back_every_callee_saved_register_as_it_was() {
    let stack = Stack::new(SIZE);
    CONTEXTS.with(|contexts| {
        // SAFETY: the stack is new, and dropped after the last switch to it.
        unsafe { *contexts[1].get() = plant(&stack, other) };
    });
    for round in 0..3 {
        keep(0x0111_1111_1111_1100 + round * 0x40, 0, 1);
    }
    assert_eq!(LOST.get(), 0, "a bit for each register that was lost");
}

extern "C" fn record(sp: usize) {
    ENTERED_AT.set(sp);
}

/// Fails with one planted word more or less on x86-64: `movaps` would crash somewhere in a function.
#[test]
fn a_function_begins_with_its_stack_aligned_as_the_abi_asks() {
    let runtime = Runtime::new(1);
    runtime.spawn(probe::entry).unwrap();
    runtime.run();
    assert_ne!(ENTERED_AT.get(), 0);
    assert_eq!(ENTERED_AT.get() % 16, probe::MISALIGNED_BY);
}

extern "C" fn three_turns() {
    (0..3).for_each(|_| yield_now());
}

extern "C" fn no_turn() {}

#[test]
fn each_fiber_ends_exactly_once_and_leaves_its_place_to_another() {
    let log = Log::start();
    let runtime = Runtime::new(3);
    for function in [three_turns, no_turn, three_turns] {
        runtime.spawn(function).unwrap();
    }
    let full = runtime.spawn(no_turn).unwrap_err();
    assert_eq!(
        full.to_string(),
        "all 3 fibers are taken: make the runtime larger"
    );
    runtime.run();
    let ends = |log: &Log| log.text().matches("[guard] takes in fiber").count();
    assert_eq!(ends(&log), 3, "{}", log.text());
    runtime.run();
    assert_eq!(ends(&log), 3, "nobody is left to run");
    runtime.spawn(three_turns).unwrap();
    runtime.run();
    assert_eq!(ends(&log), 4, "{}", log.text());
}

#[test]
fn a_runtime_without_fibers_has_nothing_to_wait_for() {
    Runtime::new(0).run();
    Runtime::new(2).run();
}

#[test]
#[should_panic = "there are fibers only inside of Runtime::run"]
fn only_a_fiber_yields() {
    yield_now();
}

extern "C" fn look_up() {
    yield_now();
    let backtrace = format!("{:#}", Backtrace::force_capture());
    BACKTRACE.replace(backtrace);
}

extern "C" fn look_up_and_leave() {
    let backtrace = format!("{:#}", Backtrace::force_capture());
    BACKTRACE.replace(backtrace);
    let contexts: [*mut Context; 2] = CONTEXTS.with(|[a, b]| [a.get(), b.get()]);
    // SAFETY: the test has left the first context, and keeps this stack until it has the backtrace.
    unsafe { switch(contexts[1], contexts[0]) };
}

/// An address that could be a return address: it is in the middle of a function.
extern "C" fn decoy() -> usize {
    Runtime::run as *const () as usize + 4
}

/// What lies above a fiber's first frame is anything. An unwinder takes it for a frame unless it is told
/// that there is none.
#[test]
fn a_backtrace_ends_there_whatever_lies_above() {
    let stack = Stack::new(SIZE);
    let contexts: [*mut Context; 2] = CONTEXTS.with(|[a, b]| [a.get(), b.get()]);
    // SAFETY: the stack is new, and dropped after the last switch to it. The thread's contexts do not move.
    unsafe {
        *contexts[1] = plant(&stack, probe::below_decoys);
        switch(contexts[0], contexts[1]);
    }
    ends_at_guard(&BACKTRACE.take(), "look_up_and_leave");
}

/// The trap: an unwinder that finds the planted address goes on into whatever lies before it.
#[test]
fn a_backtrace_ends_where_the_fiber_begins() {
    let runtime = Runtime::new(1);
    runtime.spawn(look_up).unwrap();
    runtime.run();
    ends_at_guard(&BACKTRACE.take(), "look_up");
}

fn ends_at_guard(text: &str, function: &str) {
    assert!(
        !text.contains("Runtime::run"),
        "who runs the fiber did not call it:\n{text}"
    );
    let frames = text.lines().filter(|line| line.contains(" - "));
    // Some unwinders tell the address that they did not find as one more frame, at 0.
    let frames: Vec<&str> = frames.filter(|line| !line.contains(" 0x0 - ")).collect();
    let [.., first, guard] = &frames[..] else {
        panic!("no frames:\n{text}");
    };
    assert!(first.contains(function), "the fiber's function:\n{text}");
    assert!(guard.contains("guard"), "and the planted address:\n{text}");
}
