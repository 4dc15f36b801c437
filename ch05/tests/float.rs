//! Floating point across switches: values survive, and how it rounds is what Rust says it is.
#![cfg(target_arch = "x86_64")]
#![allow(
    unsafe_code,
    reason = "a foreign function that changes how floating point rounds is played"
)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Coroutine, Runtime, State, Suspender, spawn, yield_now};
use std::arch::asm;
use std::hint::black_box;
use support::stack;

/// So many values that they do not fit the sixteen registers, alive across the call.
#[inline(never)]
fn alive_across(seed: f64, between: impl Fn()) -> [f64; 24] {
    let mut values = [0.0; 24];
    for (n, value) in values.iter_mut().enumerate() {
        *value = black_box(seed + n as f64);
    }
    for _ in 0..50 {
        for value in &mut values {
            *value = *value * 1.000_1 + 0.3;
        }
        between();
    }
    values
}

#[test]
fn values_in_registers_survive_a_switch() {
    let without = [1.0, 2.0, 3.0].map(|seed| alive_across(seed, || ()));
    let with = Runtime::new().unwrap().run(|| {
        let fibers = [1.0, 2.0, 3.0].map(|seed| spawn(move || alive_across(seed, yield_now)));
        fibers.map(|fiber| fiber.join().unwrap())
    });
    // To the last bit: it is the same arithmetic.
    assert_eq!(
        with.map(|v| v.map(f64::to_bits)),
        without.map(|v| v.map(f64::to_bits))
    );
}

#[test]
fn a_switch_leaves_mxcsr_and_the_x87_control_word_as_they_are() {
    let outside = control_words();
    assert_eq!(
        outside,
        (0x1F80, 0x037F),
        "what the ABI says a program starts with"
    );
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<(u32, u16)>| {
        suspender.suspend(control_words());
        control_words()
    });
    assert_eq!(coroutine.resume(), State::Suspended(outside));
    assert_eq!(coroutine.resume(), State::Finished(outside));
    assert_eq!(control_words(), outside);
}

/// MXCSR without the flags that only tell what has happened, and the x87's control word.
fn control_words() -> (u32, u16) {
    let (mut mxcsr, mut x87) = (0_u32, 0_u16);
    // SAFETY: the instructions write four and two bytes into our variables.
    unsafe {
        asm!(
            "stmxcsr [{mxcsr}]",
            "fnstcw [{x87}]",
            mxcsr = in(reg) &raw mut mxcsr,
            x87 = in(reg) &raw mut x87,
            options(nostack, preserves_flags),
        );
    }
    (mxcsr & !0x3F, x87)
}

/// What a debug build finds out.
#[cfg(debug_assertions)]
mod checked {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use support::{Tally, text};

    /// 2/3 in the default rounding, and another rounded upwards.
    fn two_thirds() -> f64 {
        black_box(2.0) / black_box(3.0)
    }

    /// What a careless foreign function does: rounds upwards from here on.
    fn round_upwards() {
        let mxcsr = 0x1F80_u32 | 0x4000;
        // SAFETY: Rust has nothing to say about floating point until the words are put back, which the
        // coroutine does. The tests compute with nothing until then.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const mxcsr, options(nostack)) };
    }

    /// The same for the x87: it computes with less precision.
    fn compute_with_less_precision() {
        let word = 0x007F_u16;
        // SAFETY: as above.
        unsafe { asm!("fldcw [{}]", in(reg) &raw const word, options(nostack)) };
    }

    const TOLD: &str =
        "a foreign function has changed how floating point rounds, and has not put it back";

    #[test]
    fn one_that_suspends_with_another_rounding_is_told() {
        for careless in [round_upwards, compute_with_less_precision] {
            let right = two_thirds();
            let mut neighbour = Coroutine::new(stack(), |suspender: &Suspender<f64>| {
                loop {
                    suspender.suspend(two_thirds());
                }
            });
            assert_eq!(neighbour.resume(), State::Suspended(right));
            let tally = Tally::default();
            let counted = tally.clone();
            let mut coroutine = Coroutine::new(stack(), move |suspender| {
                careless();
                suspender.suspend(counted.value("yielded"));
            });
            let told = catch_unwind(AssertUnwindSafe(|| drop(coroutine.resume())));
            assert_eq!(text(&*told.unwrap_err()), TOLD);
            assert_eq!(control_words(), (0x1F80, 0x037F));
            assert_eq!(neighbour.resume(), State::Suspended(right));
            tally.assert_each_dropped_once("not suspended", &["yielded"]);
        }
    }

    #[test]
    fn one_that_ends_with_another_rounding_is_told() {
        for careless in [round_upwards, compute_with_less_precision] {
            let mut coroutine = Coroutine::new(stack(), move |_: &Suspender<()>| careless());
            let told = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
            assert_eq!(text(&*told.unwrap_err()), TOLD);
            assert_eq!(control_words(), (0x1F80, 0x037F));
        }
    }

    #[test]
    fn one_that_panics_with_another_rounding_leaves_the_default() {
        let mut coroutine = Coroutine::new(stack(), |_: &Suspender<()>| {
            round_upwards();
            std::panic::resume_unwind(Box::new("its own"));
        });
        let panic = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
        assert_eq!(text(&*panic.unwrap_err()), "its own");
        assert_eq!(control_words(), (0x1F80, 0x037F));
    }

    #[test]
    fn a_fiber_is_told_by_way_of_its_handle() {
        Runtime::new().unwrap().run(|| {
            let yields = spawn(|| {
                round_upwards();
                yield_now();
            });
            let right = spawn(|| (two_thirds(), control_words()));
            assert_eq!(text(&*yields.join().unwrap_err()), TOLD);
            assert_eq!(right.join().unwrap().1, (0x1F80, 0x037F));
            let ends = spawn(round_upwards);
            assert_eq!(text(&*ends.join().unwrap_err()), TOLD);
            assert_eq!(control_words(), (0x1F80, 0x037F));
        });
    }
}
