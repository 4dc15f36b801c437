//! What the tests of coroutines and fibers share: stacks, runtimes, and values that count their ends.
#![allow(dead_code, reason = "each test program uses its part")]

use ch05::Runtime;
use ch05::stack::{DEFAULT_SIZE, Stack, Stacks};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

/// A stack as a fiber has it, from a pool of its own.
pub fn stack() -> Stack {
    stack_of(DEFAULT_SIZE)
}

pub fn stack_of(bytes: usize) -> Stack {
    Stacks::new().take(bytes).expect("there is memory for one")
}

pub fn runtime() -> Runtime {
    Runtime::new().unwrap()
}

/// Runs a main fiber in a runtime of its own.
pub fn run<T: 'static>(main: impl FnOnce() -> T + 'static) -> T {
    runtime().run(main)
}

/// Hands out values, and counts how often each is dropped.
#[derive(Clone, Default)]
pub struct Tally(Arc<Mutex<Vec<(&'static str, usize)>>>);

/// A value that a [`Tally`] watches. It may be a payload, so it is `Send`.
pub struct Counted {
    tally: Tally,
    nth: usize,
}

impl Tally {
    pub fn value(&self, name: &'static str) -> Counted {
        let mut values = self.0.lock().unwrap();
        values.push((name, 0));
        Counted {
            tally: self.clone(),
            nth: values.len() - 1,
        }
    }

    /// The values that were made, with the number of their drops.
    pub fn drops(&self) -> Vec<(&'static str, usize)> {
        self.0.lock().unwrap().clone()
    }

    /// Every value that was made has been dropped, and only once; and these are those that were made.
    #[track_caller]
    pub fn assert_each_dropped_once(&self, scene: &str, expected: &[&str]) {
        let drops = self.drops();
        assert!(
            drops.iter().all(|(_, drops)| *drops == 1),
            "{scene}: {drops:?}"
        );
        let mut made: Vec<_> = drops.iter().map(|(name, _)| *name).collect();
        let mut expected = expected.to_vec();
        made.sort_unstable();
        expected.sort_unstable();
        assert_eq!(made, expected, "{scene}");
    }

    #[track_caller]
    pub fn assert_none_dropped(&self) {
        let drops = self.drops();
        assert!(drops.iter().all(|(_, drops)| *drops == 0), "{drops:?}");
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        // A failed assertion elsewhere may have poisoned it, and is what the reader should see.
        let mut values = self
            .tally
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        values[self.nth].1 += 1;
    }
}

/// Runs a function when it is dropped.
pub struct OnDrop<F: FnMut()>(pub F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The text that a panic carries.
pub fn text(panic: &(dyn std::any::Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "something without a text".to_owned(),
    }
}

/// The text of the panic in which a function ends.
pub fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        f();
    }));
    text(&*caught.expect_err("it panics"))
}
