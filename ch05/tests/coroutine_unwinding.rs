//! What destructors may do while a coroutine's stack unwinds.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::stack::Stacks;
use ch05::{Coroutine, State, Suspender};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;
use support::{OnDrop, Tally, stack, text};

/// Suspends when it is dropped, and notes whether that returned.
struct SuspendsOnDrop<'a> {
    suspender: &'a Suspender<&'static str>,
    returned: Rc<Cell<bool>>,
}

impl Drop for SuspendsOnDrop<'_> {
    fn drop(&mut self) {
        self.suspender.suspend("in a destructor");
        self.returned.set(true);
    }
}

/// Has a destructor that suspends, suspends itself once, and panics or not.
fn hostile(panics: bool) -> (Coroutine<&'static str, ()>, Rc<Cell<bool>>) {
    let returned = Rc::new(Cell::new(false));
    let noted = Rc::clone(&returned);
    let coroutine = Coroutine::new(stack(), move |suspender| {
        let _destructor = SuspendsOnDrop {
            suspender,
            returned: noted,
        };
        suspender.suspend("in the body");
        if panics {
            resume_unwind(Box::new("its own"));
        }
    });
    (coroutine, returned)
}

/// Runs `f` in a destructor while the thread unwinds.
fn while_the_thread_panics(f: impl FnOnce()) {
    let mut f = Some(f);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _runs_it = OnDrop(|| {
            assert!(thread::panicking());
            f.take().expect("it is dropped once")();
        });
        resume_unwind(Box::new("the thread's"));
    }));
    assert_eq!(text(&*caught.unwrap_err()), "the thread's");
    assert!(!thread::panicking(), "every panic has come to its end");
}

#[test]
fn a_destructor_suspends_where_nothing_unwinds() {
    let (mut coroutine, returned) = hostile(false);
    assert_eq!(coroutine.resume(), State::Suspended("in the body"));
    assert_eq!(coroutine.resume(), State::Suspended("in a destructor"));
    assert_eq!(coroutine.resume(), State::Finished(()));
    assert!(returned.get());
}

#[test]
fn a_destructor_that_suspends_while_a_panic_unwinds_returns_at_once() {
    let (mut coroutine, returned) = hostile(true);
    assert_eq!(coroutine.resume(), State::Suspended("in the body"));
    let caught = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
    assert_eq!(text(&*caught.unwrap_err()), "its own");
    assert!(returned.get() && !thread::panicking());
}

#[test]
fn a_destructor_that_suspends_while_a_dropped_one_unwinds_returns_at_once() {
    let (mut coroutine, returned) = hostile(false);
    assert_eq!(coroutine.resume(), State::Suspended("in the body"));
    drop(coroutine);
    assert!(returned.get() && !thread::panicking());
}

#[test]
fn so_it_does_if_the_thread_panics_already() {
    let (mut coroutine, returned) = hostile(false);
    assert_eq!(coroutine.resume(), State::Suspended("in the body"));
    while_the_thread_panics(move || drop(coroutine));
    assert!(returned.get());
}

#[test]
fn one_resumed_by_a_destructor_of_a_panicking_thread_suspends_as_ever() {
    while_the_thread_panics(|| {
        let (mut coroutine, returned) = hostile(false);
        assert_eq!(coroutine.resume(), State::Suspended("in the body"));
        assert_eq!(coroutine.resume(), State::Suspended("in a destructor"));
        assert_eq!(coroutine.resume(), State::Finished(()));
        assert!(returned.get());
    });
}

#[test]
fn one_begun_while_the_thread_panicked_unwinds_like_any_other_later() {
    let later = RefCell::new(None);
    while_the_thread_panics(|| {
        let (mut coroutine, returned) = hostile(true);
        assert_eq!(coroutine.resume(), State::Suspended("in the body"));
        *later.borrow_mut() = Some((coroutine, returned));
    });
    let (mut coroutine, returned) = later.take().unwrap();
    let caught = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
    assert_eq!(text(&*caught.unwrap_err()), "its own");
    assert!(returned.get() && !thread::panicking());
}

#[test]
fn one_begun_before_the_thread_panicked_suspends_in_its_destructors() {
    let (mut coroutine, returned) = hostile(false);
    assert_eq!(coroutine.resume(), State::Suspended("in the body"));
    while_the_thread_panics(|| {
        assert_eq!(coroutine.resume(), State::Suspended("in a destructor"));
        assert_eq!(coroutine.resume(), State::Finished(()));
    });
    assert!(returned.get());
}

/// The documented limit: nobody can tell the coroutine's own panic from that of whoever resumes it.
#[cfg(unix)]
#[test]
fn a_panic_of_its_own_under_a_panic_of_its_resumer_ends_the_process_when_it_is_dropped() {
    use std::os::unix::process::ExitStatusExt;
    const CHILD: &str = "CH05_DROPS_WHAT_IS_HALF_WAY";
    if std::env::var_os(CHILD).is_some() {
        return while_the_thread_panics(|| {
            let (mut coroutine, _) = hostile(true);
            assert_eq!(coroutine.resume(), State::Suspended("in the body"));
            assert_eq!(coroutine.resume(), State::Suspended("in a destructor"));
        });
    }
    let name =
        "a_panic_of_its_own_under_a_panic_of_its_resumer_ends_the_process_when_it_is_dropped";
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "")
        .output()
        .unwrap();
    const SIGABRT: i32 = 6;
    assert_eq!(child.status.signal(), Some(SIGABRT));
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(
        said.contains("panic in a destructor during cleanup"),
        "{said}"
    );
}

#[test]
fn a_panic_after_the_unwinding_was_caught_unwinds_to_its_end() {
    let returned = Rc::new(Cell::new(false));
    let noted = Rc::clone(&returned);
    let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<&'static str>| {
        let unwound = catch_unwind(AssertUnwindSafe(|| suspender.suspend("in the body")));
        drop(unwound.expect_err("it is dropped"));
        let _destructor = SuspendsOnDrop {
            suspender,
            returned: noted,
        };
        resume_unwind(Box::new("a second"));
    });
    coroutine.resume();
    let caught = catch_unwind(AssertUnwindSafe(|| drop(coroutine)));
    assert!(!thread::panicking(), "no panic is left half-way");
    assert!(returned.get(), "the destructor ran to its end");
    assert_eq!(text(&*caught.unwrap_err()), "a second");
}

#[test]
fn one_within_another_is_unwound_with_it() {
    let tally = Tally::default();
    let counted = tally.clone();
    let mut outer = Coroutine::new(stack(), move |suspender: &Suspender<&'static str>| {
        let _outer = counted.value("of the outer one");
        let mut inner = Coroutine::new(stack(), move |suspender: &Suspender<&'static str>| {
            let _inner = counted.value("of the inner one");
            suspender.suspend("inner");
        });
        while let State::Suspended(said) = inner.resume() {
            suspender.suspend(said);
        }
    });
    assert_eq!(outer.resume(), State::Suspended("inner"));
    drop(outer);
    tally.assert_each_dropped_once("nested", &["of the outer one", "of the inner one"]);
}

#[test]
fn a_destructor_may_run_others_while_its_own_unwinds() {
    let total = Rc::new(Cell::new(0));
    let sum = Rc::clone(&total);
    let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<()>| {
        let _destructor = OnDrop(|| {
            let mut generator = Coroutine::new(stack(), |suspender: &Suspender<u32>| {
                (1..=4).for_each(|n| suspender.suspend(n));
            });
            while let State::Suspended(n) = generator.resume() {
                sum.set(sum.get() + n);
            }
            // And one that is dropped in the middle, an unwinding within the other.
            let mut another = Coroutine::new(stack(), |suspender: &Suspender<()>| {
                suspender.suspend(());
            });
            another.resume();
        });
        suspender.suspend(());
    });
    coroutine.resume();
    drop(coroutine);
    assert_eq!(total.get(), 10);
}

#[test]
fn the_payload_of_an_unwinding_says_nothing_to_others() {
    type Kept = Rc<RefCell<Option<Box<dyn Any + Send>>>>;
    let kept: Kept = Rc::default();
    let keep = Rc::clone(&kept);
    let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<()>| {
        let caught = catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
        *keep.borrow_mut() = caught.err();
    });
    coroutine.resume();
    drop(coroutine);
    let payload = kept.take().expect("it has caught it");
    // Thrown again, in another coroutine, it is a panic like any other, and reaches who resumes.
    let mut other = Coroutine::new(stack(), |_: &Suspender<()>| resume_unwind(payload));
    let again = catch_unwind(AssertUnwindSafe(|| other.resume())).unwrap_err();
    assert!(other.is_finished());
    assert_eq!(text(&*again), "something without a text");
    // And on another thread.
    assert!(thread::spawn(move || resume_unwind(again)).join().is_err());
}

#[test]
fn one_that_keeps_its_payload_and_suspends_is_leaked_even_if_the_thread_panics() {
    let pool = Stacks::new();
    let stack = pool.take(64 * 1024).unwrap();
    let mut coroutine = Coroutine::new(stack, |suspender: &Suspender<u8>| {
        let kept = catch_unwind(AssertUnwindSafe(|| suspender.suspend(1)));
        suspender.suspend(2);
        drop(kept);
    });
    assert_eq!(coroutine.resume(), State::Suspended(1));
    while_the_thread_panics(move || drop(coroutine));
    let _next = pool.take(64 * 1024).unwrap();
    // Whether it could suspend or not, no stack is in use twice.
    assert!((1..=2).contains(&pool.count()));
}

#[test]
fn one_that_caught_its_unwinding_can_suspend_though_the_thread_panics_and_is_leaked() {
    let pool = Stacks::new();
    let stack = pool.take(64 * 1024).unwrap();
    let mut coroutine = Coroutine::new(stack, |suspender: &Suspender<u8>| {
        drop(catch_unwind(AssertUnwindSafe(|| suspender.suspend(1))));
        suspender.suspend(2);
    });
    assert_eq!(coroutine.resume(), State::Suspended(1));
    while_the_thread_panics(move || drop(coroutine));
    let _next = pool.take(64 * 1024).unwrap();
    assert_eq!(pool.count(), 2, "the first stack is not used again");
}

#[test]
fn a_panic_that_replaces_the_unwinding_goes_no_further_if_the_thread_panics_already() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<()>| {
        drop(catch_unwind(AssertUnwindSafe(|| suspender.suspend(()))));
        resume_unwind(Box::new("instead"));
    });
    coroutine.resume();
    // Raised there, it would leave a destructor while the thread unwinds, and end the process.
    while_the_thread_panics(move || drop(coroutine));
}

#[test]
fn a_neighbour_of_one_that_panics_does_not_panic() {
    let seen = Rc::new(Cell::new(true));
    let noted = Rc::clone(&seen);
    let mut neighbour = Coroutine::new(stack(), move |suspender: &Suspender<()>| {
        loop {
            noted.set(thread::panicking());
            suspender.suspend(());
        }
    });
    neighbour.resume();
    let mut panics = Coroutine::new(stack(), |_: &Suspender<()>| {
        resume_unwind(Box::new("its own"));
    });
    assert!(catch_unwind(AssertUnwindSafe(|| panics.resume())).is_err());
    neighbour.resume();
    assert!(!seen.get());
}
