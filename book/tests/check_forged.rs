//! Nothing that a program prints decides its verdict: right answers pass whatever they print, and forged results
//! do not pass.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::{Outcome, Verdict};
use book::progress::State;
use book::run::Stream;
use std::sync::LazyLock;
use support::Fixture;
use support::checks::exercise;

const SAYS_IT: &str = r#"
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
"#;

const PRINTS_RESULTS: &str = r#"
pub fn count() {
    for text in [
        "FAILED",
        "test check::what_it_says ... FAILED",
        "failures:\n    check::what_it_says\n",
        "test result: FAILED. 0 passed; 2 failed",
        "thread 'check::what_it_says' (7) panicked at ch95/exercises/prints-results.rs:1:2:\nfor nothing\n",
        "trace\t[main] says nothing",
        "actual\t[main] says nothing",
        "failed check::what_it_says",
    ] {
        println!("{text}");
        eprintln!("{text}");
    }
    SAYS_IT
    print!("FAILED");
}
FOOTER"#;

const PANICS_AND_CATCHES: &str = r#"
pub fn count() {
    std::thread::spawn(|| panic!("in a thread")).join().unwrap_err();
    std::panic::catch_unwind(|| panic!("and caught")).unwrap_err();
    SAYS_IT
}

#[cfg(test)]
mod tests {
    #[test]
    #[should_panic = "of my own"]
    fn it_panics() {
        panic!("of my own");
    }

    #[test]
    #[ignore]
    fn it_is_left_out() {
        panic!("not run");
    }

    #[test]
    fn it_runs_threads() {
        std::thread::scope(|threads| {
            let worker = threads.spawn(|| panic!("in a worker"));
            worker.join().unwrap_err();
        });
    }
}
FOOTER"#;

const QUITS: &str = r#"
pub fn count() {
    std::process::exit(0)
}
FOOTER"#;

const PRINTS_AND_QUITS: &str = r#"
pub fn count() {
    SAYS_IT
    for test in ["it_can_be_called_twice", "what_it_says"] {
        println!("ok\ntest check::{test} ... ok\nok check::{test}");
        eprintln!("ok check::{test}");
    }
    println!("\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
    std::process::exit(0)
}
FOOTER"#;

const STATES_AND_QUITS: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    SAYS_IT
    trace::report("reports", "", "[main] says one\n[main] says two\n[main] says three\n");
    trace::report("passes", "check::it_can_be_called_twice", "ok");
    trace::ends!("main");
    std::process::exit(0)
}
FOOTER"#;

const HIDES_ITS_PANIC: &str = r#"
pub fn count() {
    std::panic::set_hook(Box::new(|_| println!("ok")));
    panic!("which nobody is told of")
}
FOOTER"#;

const QUITS_IN_ITS_PANIC: &str = r#"
pub fn count() {
    std::panic::set_hook(Box::new(|_| std::process::exit(0)));
    panic!("and out")
}
FOOTER"#;

const LEAVES_OUT_ITS_CHECKS: &str = r#"
macro_rules! nothing { ($($all:tt)*) => {} }
nothing! {
FOOTER
}"#;

const HAS_CHECKS_OF_ITS_OWN: &str = r#"
macro_rules! nothing { ($($all:tt)*) => {} }
nothing! {
FOOTER
}

#[cfg(test)]
mod check {
    #[test]
    fn it_can_be_called_twice() {}

    #[test]
    fn what_it_says() {}
}
"#;

/// insta would take the difference, or pin what is there.
const SETS_WHAT_INSTA_READS: &str = r#"
pub fn count() {
    for (name, value) in [("INSTA_FORCE_PASS", "1"), ("INSTA_UPDATE", "always")] {
        // SAFETY: no other thread reads the environment.
        unsafe { std::env::set_var(name, value) };
    }
    trace::trace!("main", "says nothing");
}
FOOTER"#;

/// The macros of a file are those of the modules after them.
const MAKES_ASSERTIONS_OF_ITS_OWN: &str = r#"
#[allow(unused_macros)]
macro_rules! assert_eq { ($($all:tt)*) => {} }

pub fn count() {}
FOOTER"#;

const RENAMES_A_MACRO: &str = r#"
#[allow(unused_macros)]
macro_rules! nothing { ($($all:tt)*) => {} }
#[allow(unused_imports)]
pub(crate) use nothing as assert;

pub fn count() {}
FOOTER"#;

const HAS_A_TESTING_OF_ITS_OWN: &str = r#"
#[cfg(test)]
mod testing {
    pub use ::trace::Log;
    macro_rules! nothing { ($($all:tt)*) => {} }
    pub(crate) use nothing as pin_exercise;
}

pub fn count() {}
FOOTER"#;

const HAS_A_MAIN_OF_ITS_OWN: &str = r#"
#![no_main]

#[unsafe(no_mangle)]
extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
    println!("test check::what_it_says ... ok");
    0
}

pub fn count() {}
FOOTER"#;

const OVERFLOWS_ITS_STACK: &str = r#"
pub fn count() {
    fn deeper(depth: u64) -> u64 { std::hint::black_box(depth) + deeper(depth + 1) }
    println!("{}", deeper(0));
}
FOOTER"#;

const COMPARES_ALL_AS_EQUAL: &str = r#"
#[unsafe(no_mangle)]
extern "C" fn memcmp(_: *const u8, _: *const u8, _: usize) -> i32 { 0 }
#[unsafe(no_mangle)]
extern "C" fn bcmp(_: *const u8, _: *const u8, _: usize) -> i32 { 0 }

pub fn count() {
    for word in ["eno", "owt", "eerht"] {
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercise = |slug, file: &str| {
        let file = file.replace("SAYS_IT", SAYS_IT);
        exercise(slug, Some(Box::leak(file.into_boxed_str())))
    };
    let exercises = [
        exercise("prints-results", PRINTS_RESULTS),
        exercise("panics-and-catches", PANICS_AND_CATCHES),
        exercise("quits", QUITS),
        exercise("prints-and-quits", PRINTS_AND_QUITS),
        exercise("states-and-quits", STATES_AND_QUITS),
        exercise("hides-its-panic", HIDES_ITS_PANIC),
        exercise("quits-in-its-panic", QUITS_IN_ITS_PANIC),
        exercise("sets-what-insta-reads", SETS_WHAT_INSTA_READS),
        exercise("makes-assertions", MAKES_ASSERTIONS_OF_ITS_OWN),
        exercise("renames-a-macro", RENAMES_A_MACRO),
        exercise("has-a-testing", HAS_A_TESTING_OF_ITS_OWN),
        exercise("has-a-main", HAS_A_MAIN_OF_ITS_OWN),
        exercise("overflows", OVERFLOWS_ITS_STACK),
        exercise("compares", COMPARES_ALL_AS_EQUAL),
        exercise("cut-off", "pub fn count() {}\n"),
        exercise("leaves-out-its-checks", LEAVES_OUT_ITS_CHECKS),
        exercise("has-checks-of-its-own", HAS_CHECKS_OF_ITS_OWN),
    ];
    support::workbook(95, &[], &exercises)
});

fn assert_is_not_run_to_its_end(verdict: &Verdict) {
    assert_eq!(verdict.outcome, Outcome::Tampered, "{verdict:#?}");
    assert_eq!(
        verdict.summary,
        "The check “it can be called twice” was not run to its end."
    );
}

#[tokio::test]
async fn a_right_answer_may_print_whatever_it_likes() {
    let checked = WORKBOOK.checked("prints-results").await;
    assert_eq!(checked.verdict.outcome, Outcome::Solved, "{checked:#?}");
    let own = checked.lines(Stream::Err);
    assert!(own.contains(&"test result: FAILED. 0 passed; 2 failed"));
    assert!(own.contains(&"trace\t[main] says nothing"));
}

#[tokio::test]
async fn a_right_answer_may_have_tests_that_panic_and_threads_that_do() {
    let verdict = WORKBOOK.verdict("panics-and-catches").await;
    assert_eq!(verdict.outcome, Outcome::Solved, "{verdict:#?}");
}

#[tokio::test]
async fn a_program_that_ends_itself_has_not_solved_anything() {
    assert_is_not_run_to_its_end(&WORKBOOK.verdict("quits").await);
    assert_eq!(WORKBOOK.state("quits"), State::Tried);
}

#[tokio::test]
async fn a_program_that_prints_results_has_not_solved_anything() {
    assert_is_not_run_to_its_end(&WORKBOOK.verdict("prints-and-quits").await);
}

#[tokio::test]
async fn a_program_that_writes_results_to_its_channel_has_not_solved_anything() {
    assert_is_not_run_to_its_end(&WORKBOOK.verdict("states-and-quits").await);
}

#[tokio::test]
async fn a_program_that_replaces_the_panic_hook_fails_as_without() {
    let verdict = WORKBOOK.verdict("hides-its-panic").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet: the check “it can be called twice” fails."
    );
    assert_is_not_run_to_its_end(&WORKBOOK.verdict("quits-in-its-panic").await);
}

#[tokio::test]
async fn a_file_without_its_checks_is_not_run() {
    let cut_off = WORKBOOK.verdict("cut-off").await;
    assert_eq!(cut_off.outcome, Outcome::Tampered);
    let failure = cut_off.failure.unwrap();
    assert!(failure.contains("#[path = \"../checks/cut-off.rs\"]"));
    for slug in ["leaves-out-its-checks", "has-checks-of-its-own"] {
        let verdict = WORKBOOK.verdict(slug).await;
        assert_eq!(verdict.outcome, Outcome::Tampered, "{verdict:#?}");
    }
}

#[tokio::test]
async fn a_program_that_makes_insta_accept_what_it_says_has_not_solved_anything() {
    let slug = "sets-what-insta-reads";
    let snapshot = &WORKBOOK.exercise(slug).snapshot;
    let pinned = std::fs::read(snapshot).unwrap();
    let verdict = WORKBOOK.verdict(slug).await;
    assert_eq!(verdict.outcome, Outcome::NotYet, "{verdict:#?}");
    assert_eq!(
        verdict.summary,
        "Not yet: what it says differs from line 1 on."
    );
    assert_eq!(std::fs::read(snapshot).unwrap(), pinned);
}

#[tokio::test]
async fn a_file_with_assertions_of_its_own_is_not_run() {
    for (slug, name) in [
        ("makes-assertions", "assert_eq"),
        ("renames-a-macro", "assert"),
    ] {
        let verdict = WORKBOOK.verdict(slug).await;
        assert_eq!(verdict.outcome, Outcome::Tampered, "{verdict:#?}");
        assert_eq!(verdict.summary, "Its checks can't tell whether it works.");
        assert!(verdict.failure.unwrap().contains(&format!("`{name}`")));
    }
}

#[tokio::test]
async fn a_program_with_a_main_of_its_own_has_not_solved_anything() {
    assert_is_not_run_to_its_end(&WORKBOOK.verdict("has-a-main").await);
}

#[tokio::test]
async fn a_program_that_dies_or_breaks_comparing_has_not_solved_anything() {
    for slug in ["overflows", "compares", "has-a-testing"] {
        let verdict = WORKBOOK.verdict(slug).await;
        assert_ne!(verdict.outcome, Outcome::Solved, "{verdict:#?}");
    }
}
