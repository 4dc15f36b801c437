//! Verdicts in words: whose mistake it is, and where.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::Outcome;
use std::sync::LazyLock;
use support::checks::exercise;
use support::{Exercise, Fixture};

const PANICS: &str = r#"
pub fn count() {
    trace::trace!("main", "says one");
    let empty: Option<u32> = None;
    empty.expect("a number\nand more");
}
FOOTER"#;

const PANICS_IN_A_THREAD: &str = r#"
pub fn count() {
    trace::trace!("main", "says one");
    std::thread::spawn(|| panic!("in a worker")).join().unwrap_err();
}
FOOTER"#;

const MISSES_A_STEP: &str = r#"
pub fn count() {
    trace::trace!("main", "says one");
    todo!("say two")
}
FOOTER"#;

const MISSES_A_STEP_WITHOUT_WORDS: &str = r#"
pub fn count() { todo!() }
FOOTER"#;

const FAILS_AN_ASSERTION: &str = r#"
pub fn count() {
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
    assert_eq!(1 + 1, 3, "a sum is off");
}
FOOTER"#;

const SAYS_OTHER: &str = r#"
pub fn count() {
    for word in ["one", "2", "three"] {
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

const FAILS_A_TEST_OF_ITS_OWN: &str = r#"
pub fn count() {
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sum_is_right() {
        assert_eq!(1 + 1, 3);
    }
}
FOOTER"#;

const ABORTS: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    trace::trace!("main", "gives up");
    std::process::abort()
}
FOOTER"#;

const CHECK_THAT_FAILS_TWICE: &str = r#"use super::*;

#[test]
fn at_first_it_counts() {
    let log = testing::Log::start();
    count();
    testing::pin_exercise!("fails-twice", log);
}

#[test]
fn and_it_sums() {
    assert_eq!(1 + 1, 3, "a sum is off");
}
"#;

const CHECK_THAT_PANICS_ON_PURPOSE: &str = r#"use super::*;

#[test]
fn it_counts_after_a_panic() {
    std::panic::catch_unwind(|| panic!("on purpose")).unwrap_err();
    let _log = testing::Log::start();
    count();
    panic!("it has not counted");
}
"#;

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let with = |check, exercise| Exercise { check, ..exercise };
    let exercises = [
        exercise("untouched", None),
        exercise("panics", Some(PANICS)),
        exercise("panics-in-a-thread", Some(PANICS_IN_A_THREAD)),
        exercise("misses-a-step", Some(MISSES_A_STEP)),
        exercise("misses-it-silently", Some(MISSES_A_STEP_WITHOUT_WORDS)),
        exercise("fails-an-assertion", Some(FAILS_AN_ASSERTION)),
        with(
            CHECK_THAT_FAILS_TWICE,
            exercise("fails-twice", Some(SAYS_OTHER)),
        ),
        with(
            CHECK_THAT_PANICS_ON_PURPOSE,
            exercise("panics-on-purpose", Some(SAYS_OTHER)),
        ),
        exercise("fails-its-own", Some(FAILS_A_TEST_OF_ITS_OWN)),
        exercise("aborts", Some(ABORTS)),
    ];
    support::workbook(96, &[], &exercises)
});

/// The summary and what is next to it, of an exercise that is not solved.
async fn words(slug: &str) -> (String, String) {
    let verdict = WORKBOOK.verdict(slug).await;
    assert_eq!(verdict.outcome, Outcome::NotYet, "{verdict:#?}");
    (verdict.summary, verdict.failure.unwrap_or_default())
}

#[tokio::test]
async fn an_untouched_file_says_so_and_what_is_to_be_done() {
    let (summary, failure) = words("untouched").await;
    assert_eq!(
        summary,
        "Not yet: the file is as it was given. To do first, at line 7: say two."
    );
    assert_eq!(
        failure,
        "at ch96/exercises/untouched.rs, line 7\nin the check “it can be called twice”"
    );
}

#[tokio::test]
async fn a_missing_step_is_told_with_its_line() {
    let (summary, _) = words("misses-a-step").await;
    assert_eq!(summary, "Not yet: a step is missing at line 4: say two.");
    let (summary, _) = words("misses-it-silently").await;
    assert_eq!(summary, "Not yet: a step is missing at line 2.");
}

#[tokio::test]
async fn a_panic_in_the_readers_file_is_theirs_with_its_line() {
    let (summary, failure) = words("panics").await;
    assert_eq!(summary, "Not yet: your code panicked at line 5: a number.");
    assert!(
        failure.starts_with("and more\nat ch96/exercises/panics.rs, line 5\n"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_panic_in_a_thread_is_told_of_the_first_check_that_fails() {
    let (summary, failure) = words("panics-in-a-thread").await;
    assert_eq!(
        summary,
        "Not yet: your code panicked at line 4: in a worker."
    );
    assert!(
        failure.ends_with("in the check “what it says”"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_failed_assertion_is_told_with_its_check() {
    let (summary, failure) = words("fails-an-assertion").await;
    assert_eq!(
        summary,
        "Not yet: your code panicked at line 6: a sum is off."
    );
    let expected = "  left: 2\n right: 3\n\
                    at ch96/exercises/fails-an-assertion.rs, line 6\n\
                    in the check “it can be called twice”";
    assert_eq!(failure, expected);
}

#[tokio::test]
async fn words_come_before_a_difference_and_show_it_too() {
    let verdict = WORKBOOK.verdict("fails-twice").await;
    assert_eq!(verdict.summary, "Not yet: a sum is off.");
    let failure = verdict.failure.unwrap();
    assert!(failure.ends_with("in the check “and it sums”"), "{failure}");
    assert_eq!(verdict.diff.len(), 4);
}

#[tokio::test]
async fn a_panic_that_the_check_makes_on_purpose_is_not_told() {
    let (summary, _) = words("panics-on-purpose").await;
    assert_eq!(summary, "Not yet: it has not counted.");
}

#[tokio::test]
async fn a_test_of_the_readers_that_fails_is_named_as_theirs() {
    let (summary, failure) = words("fails-its-own").await;
    assert_eq!(summary, "Not yet: your own test “a sum is right” fails.");
    assert!(failure.contains("left: 2\n right: 3"), "{failure}");
}

#[tokio::test]
async fn a_signal_is_a_failure_with_its_name() {
    let verdict = WORKBOOK.verdict("aborts").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet. It was ended by signal 6, SIGABRT."
    );
    assert_eq!(verdict.trace, ["[main] gives up"]);
}
