//! Checks that are stopped: which sleep, compute or write without an end, as far as that is known.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::{LIMITS, Outcome, Verdict};
use book::model::Workspace;
use book::run::Limits;
use std::sync::LazyLock;
use std::time::Duration;
use support::checks::exercise;
use support::{Fixture, own_root, pass};

const SLEEPS: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    trace::spawns!("main", "fiber 2");
    trace::runs!("fiber 2");
    trace::waits!("fiber 2", "fd 7 readable");
    trace::spawns!("main", "fiber 3");
    trace::spawns!("main", "fiber 4");
    trace::ends!("fiber 4");
    trace::trace!("main", "says one");
    trace::waits!("main", "fiber 2");
    loop { std::thread::park() }
}
FOOTER"#;

const SLEEPS_SILENTLY: &str = r#"
pub fn count() {
    loop { std::thread::park() }
}
FOOTER"#;

const COMPUTES: &str = r#"
pub fn count() {
    loop { std::hint::spin_loop() }
}
FOOTER"#;

const TAKES_ITS_TIME: &str = r#"
use std::time::{Duration, Instant};

pub fn count() {
    for word in ["one", "two", "three"] {
        for _ in 0..10 {
            std::thread::sleep(Duration::from_millis(20));
            let start = Instant::now();
            while start.elapsed() < Duration::from_millis(20) {}
        }
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

const PRINTS_A_LOT: &str = r#"
pub fn count() {
    for number in 0..10_000 {
        println!("{number}");
    }
}
FOOTER"#;

const TRACES_WITHOUT_END: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    loop { trace::trace!("main", "says one") }
}
FOOTER"#;

const TEST_THAT_SLEEPS: &str = r#"
pub fn count() {
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
}

#[test]
fn it_sleeps() {
    loop { std::thread::park() }
}
FOOTER"#;

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercises = [
        exercise("sleeps", Some(SLEEPS)),
        exercise("sleeps-silently", Some(SLEEPS_SILENTLY)),
        exercise("takes-too-long", Some(SLEEPS)),
        exercise("computes", Some(COMPUTES)),
        exercise("takes-its-time", Some(TAKES_ITS_TIME)),
        exercise("prints-a-lot", Some(PRINTS_A_LOT)),
        exercise("traces-without-end", Some(TRACES_WITHOUT_END)),
        exercise("has-a-test-that-sleeps", Some(TEST_THAT_SLEEPS)),
    ];
    support::workbook(97, &[], &exercises)
});

async fn verdict_within(limits: Limits, slug: &str) -> Verdict {
    let checked = WORKBOOK.checked_until(limits, slug, |_| async {});
    checked.await.verdict
}

fn asleep(millis: u64) -> Limits {
    Limits {
        asleep: Duration::from_millis(millis),
        ..LIMITS
    }
}

#[tokio::test]
async fn a_check_that_sleeps_hangs_and_says_who_waits_for_what() {
    let verdict = verdict_within(asleep(500), "sleeps").await;
    assert_eq!(verdict.outcome, Outcome::Hangs);
    assert_eq!(
        verdict.summary,
        "It hangs: the check “it can be called twice” is asleep. \
         For 0.5 s none of its threads has run, and nothing has woken one."
    );
    let expected = "\
When it was stopped:
  main was waiting for fiber 2; the last it said: says one
  fiber 2 was waiting for fd 7 readable
  fiber 3 was ready to run

In this chapter it usually means one of these:
- a cause of this chapter";
    assert_eq!(verdict.failure.as_deref(), Some(expected));
    assert_eq!(verdict.trace, ["[main] says one"]);
    assert_eq!(WORKBOOK.processes("deps/sleeps-"), [""; 0]);
}

#[tokio::test]
async fn a_check_that_sleeps_silently_hangs_too() {
    let verdict = verdict_within(asleep(200), "sleeps-silently").await;
    assert_eq!(verdict.outcome, Outcome::Hangs);
    let failure = verdict.failure.unwrap();
    assert!(failure.starts_with("It had said nothing"), "{failure}");
}

#[tokio::test]
async fn a_test_of_the_readers_that_sleeps_is_told_as_theirs() {
    let verdict = verdict_within(asleep(200), "has-a-test-that-sleeps").await;
    assert_eq!(verdict.outcome, Outcome::Hangs);
    let summary = verdict.summary;
    assert!(
        summary.starts_with("It hangs: a test of your own is asleep."),
        "{summary}"
    );
}

#[tokio::test]
async fn a_check_that_computes_does_not_hang() {
    let limits = Limits {
        cpu: Duration::from_millis(300),
        ..asleep(200)
    };
    let verdict = verdict_within(limits, "computes").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet: the check “it can be called twice” was still computing after 0.3 s of CPU time, and was stopped."
    );
    let failure = verdict.failure.unwrap();
    assert!(failure.contains("a cause of this chapter"), "{failure}");
}

/// As on a machine that is busy with other things: it goes on, slowly.
#[tokio::test]
async fn a_right_answer_may_take_its_time() {
    let verdict = verdict_within(asleep(400), "takes-its-time").await;
    assert_eq!(verdict.outcome, Outcome::Solved, "{verdict:#?}");
}

#[tokio::test]
async fn where_nothing_else_is_known_time_is_the_last_resort() {
    let limits = Limits {
        time: Duration::from_secs(3600),
        asleep: Duration::MAX,
        ..LIMITS
    };
    let checked = WORKBOOK.checked_until(limits, "takes-too-long", |line| async move {
        if line == "[main] says one" {
            pass(limits.time).await;
        }
    });
    let verdict = checked.await.verdict;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet: the check “it can be called twice” had not ended after 3600 s, and was stopped."
    );
}

#[tokio::test]
async fn much_output_is_not_said_to_have_no_end() {
    let limits = Limits {
        bytes: 20_000,
        statements: 20_000,
        ..LIMITS
    };
    let sentence =
        "Not yet: the check “it can be called twice” wrote more than 19 KiB and was stopped.";
    for slug in ["prints-a-lot", "traces-without-end"] {
        let verdict = verdict_within(limits, slug).await;
        assert_eq!(verdict.outcome, Outcome::NotYet);
        assert_eq!(verdict.summary, sentence);
    }
}

#[test]
fn every_chapter_says_what_a_hang_means_in_it() {
    let ws = Workspace::load(&own_root()).unwrap();
    for exercise in ws.exercises() {
        assert!(!exercise.hangs.is_empty(), "{}", exercise.id());
    }
}
