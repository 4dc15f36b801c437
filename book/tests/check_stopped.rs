//! Checks that do not end by themselves.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::{LIMITS, Outcome};
use book::run::Limits;
use std::sync::LazyLock;
use std::time::Duration;
use support::checks::exercise;
use support::{Fixture, pass};

const HANGS: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    trace::trace!("worker 2", "starts");
    trace::trace!("main", "says one");
    trace::trace!("main", "waits");
    loop { std::thread::park() }
}
FOOTER"#;

const TRACES_FOR_EVER: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    loop { trace::trace!("main", "says one") }
}
FOOTER"#;

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercises = [
        exercise("hangs", Some(HANGS)),
        exercise("traces-for-ever", Some(TRACES_FOR_EVER)),
    ];
    support::workbook(97, &[], &exercises)
});

#[tokio::test]
async fn a_hang_is_stopped_and_shows_who_was_where() {
    let limits = Limits {
        time: Duration::from_secs(3600),
        ..LIMITS
    };
    let checked = WORKBOOK.checked_until(limits, "hangs", |line| async move {
        if line == "[main] waits" {
            pass(limits.time).await;
        }
    });
    let verdict = checked.await.verdict;
    assert_eq!(verdict.outcome, Outcome::Hangs);
    assert_eq!(
        verdict.summary,
        "It hangs: after 3600 s the check “it can be called twice” was still running, and was stopped."
    );
    assert_eq!(
        verdict.trace,
        ["[worker 2] starts", "[main] says one", "[main] waits"]
    );
    let failure = verdict.failure.unwrap();
    assert!(
        failure.contains("of each:\n  [worker 2] starts\n  [main] waits\n"),
        "{failure}"
    );
    assert!(failure.contains("WouldBlock"), "{failure}");
    assert_eq!(WORKBOOK.processes("deps/hangs-"), [""; 0]);
}

#[tokio::test]
async fn a_trace_without_an_end_is_stopped_and_not_called_a_hang() {
    let limits = Limits {
        statements: 50_000,
        ..LIMITS
    };
    let checked = WORKBOOK.checked_until(limits, "traces-for-ever", |_| async {});
    let verdict = checked.await.verdict;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    let sentence =
        "Not yet: the check “it can be called twice” wrote more than 48 KiB and was stopped.";
    assert_eq!(verdict.summary, sentence);
    assert_eq!(verdict.trace.len(), 12);
}
