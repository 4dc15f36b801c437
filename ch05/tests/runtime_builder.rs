//! What a builder gives a fiber, its name and its stack, and what it refuses.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, Runtime, current, spawn};
use support::run;

#[test]
fn a_name_is_what_its_builder_gave_it() {
    run(|| {
        assert_eq!((current().id(), current().name()), (0, Some("main")));
        let long = "n".repeat(1000);
        for name in ["", "short", "two\nlines", "ünï", &long] {
            let fiber = Builder::new()
                .name(name)
                .spawn(|| current().to_string())
                .unwrap();
            assert_eq!(fiber.fiber().name(), Some(name));
            assert_eq!(fiber.join().unwrap(), name);
        }
        assert_eq!(spawn(|| current().to_string()).join().unwrap(), "fiber 6");
    });
}

#[test]
fn what_does_not_fit_a_stack_is_refused_with_its_size() {
    const STACK: usize = 64 * 1024;
    /// Captures so many bytes. What is allowed has to run, in a debug build too, where each of the functions
    /// that hand the closure on has a copy on that stack.
    fn spawn_with<const N: usize>() -> Result<(), String> {
        let captured = [1_u8; N];
        let body = move || {
            captured
                .iter()
                .map(|byte| usize::from(*byte))
                .sum::<usize>()
        };
        let spawned = Builder::new().stack_size(STACK).spawn(body);
        let ran = spawned.map(|fiber| assert_eq!(fiber.join().unwrap(), N));
        ran.map_err(|error| error.to_string())
    }
    fn attempts() {
        spawn_with::<{ STACK / 32 }>().unwrap();
        // Around the limit it is an error or it works, and never a panic.
        let around = [
            spawn_with::<{ STACK / 16 - 128 }>(),
            spawn_with::<{ STACK / 16 - 64 }>(),
            spawn_with::<{ STACK / 16 - 32 }>(),
            spawn_with::<{ STACK / 16 - 1 }>(),
            spawn_with::<{ STACK / 2 }>(),
            spawn_with::<{ STACK / 2 + 1 }>(),
        ];
        for text in around.into_iter().filter_map(Result::err) {
            assert!(text.starts_with("what the fiber captures"), "{text}");
        }
        let text = spawn_with::<{ STACK }>().unwrap_err();
        assert!(text.contains("captures takes 65536 bytes"), "{text}");
    }
    Runtime::new().unwrap().run(|| {
        // Who hands over so much needs room for it, too.
        let attempts = Builder::new().stack_size(16 << 20).spawn(attempts);
        attempts.unwrap().join().unwrap();
    });
}

#[test]
fn a_stack_of_an_absurd_size_is_an_error() {
    run(|| {
        for size in [usize::MAX, usize::MAX / 2, 1 << 50] {
            let refused = Builder::new().stack_size(size).spawn(|| ()).unwrap_err();
            assert!(!refused.to_string().is_empty());
        }
        assert_eq!(spawn(|| 1).join().unwrap(), 1);
    });
}
