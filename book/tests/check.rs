//! Verdicts: one for each thing that can become of a reader's solution.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::cargo;
use book::check::{DiffLine, Kind, LIMITS, Outcome, Stopped, Verdict, check, check_within};
use book::exercise;
use book::model;
use book::progress::{Progress, State};
use book::run::{Event, Limits, Stop, Stream};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use support::{Exercise, Fixture, eventually, pass};
use tokio::sync::mpsc;

const SOLUTION: &str = r#"
/// Says one, two, three.
pub fn count() {
    trace::trace!("main", "says one");
    // EXERCISE: solution
    trace::trace!("main", "says two");
    // EXERCISE: skeleton
    // todo!("say two");
    // EXERCISE: end
    #[allow(unreachable_code)]
    trace::trace!("main", "says three");
}
"#;

const CHECK: &str = r#"use super::*;

#[test]
fn it_can_be_called_twice() {
    count();
    count();
}

#[test]
fn what_it_says() {
    let log = testing::Log::start();
    count();
    testing::pin_exercise!("SLUG", log);
}
"#;

const PINNED: &str = "[main] says one\n[main] says two\n[main] says three\n";

const SOLVED: &str = r#"
pub fn count() {
    println!("a word of my own");
    eprintln!("and another");
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

const SAYS_OTHER: &str = r#"
pub fn count() {
    for word in ["one", "2", "three"] {
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

const HANGS: &str = r#"
pub fn count() {
    trace::trace!("worker 2", "starts");
    trace::trace!("main", "says one");
    trace::trace!("main", "waits");
    if std::env::args().any(|argument| argument == "--nocapture") {
        loop { std::thread::park() }
    }
}
FOOTER"#;

const TRACES_FOR_EVER: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    loop { trace::trace!("main", "says one") }
}
FOOTER"#;

const DOES_NOT_COMPILE: &str = r#"
pub fn count() {
    let number: u32 = "one";
}
FOOTER"#;

const WARNS: &str = r#"
pub fn count() {
    let unused = 1;
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
}
FOOTER"#;

const FAILS_AN_ASSERTION: &str = r#"
pub fn count() {
    for word in ["one", "two", "three"] {
        trace::trace!("main", "says {word}");
    }
    assert_eq!(1 + 1, 3, "a sum is off");
}
FOOTER"#;

const QUITS: &str = r#"
pub fn count() {
    std::process::exit(0)
}
FOOTER"#;

const PRETENDS: &str = r#"
pub fn count() {
    println!("\ntest result: ok. 99 passed; 0 failed");
    std::process::exit(0)
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
fn in_the_end_it_sums() {
    assert_eq!(1 + 1, 3, "a sum is off");
}
"#;

const ABORTS: &str = r#"
pub fn count() {
    let _log = trace::Log::start();
    trace::trace!("main", "gives up");
    std::process::abort()
}
FOOTER"#;

const LEAVES_OUT_A_CHECK: &str = r#"
macro_rules! nothing { ($($all:tt)*) => {} }
nothing! {
FOOTER
}"#;

macro_rules! exercise {
    ($slug:literal, $file:expr) => {
        Exercise {
            slug: $slug,
            solution: SOLUTION,
            file: $file,
            check: CHECK,
            pinned: PINNED,
        }
    };
}

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let mut exercises = [
        exercise!("untouched", None),
        exercise!("solved", Some(SOLVED)),
        exercise!("solved-and-broken", None),
        exercise!("says-other", Some(SAYS_OTHER)),
        exercise!("hangs", Some(HANGS)),
        exercise!("stopped", Some(HANGS)),
        exercise!("killed", Some(HANGS)),
        exercise!("traces-for-ever", Some(TRACES_FOR_EVER)),
        exercise!("does-not-compile", Some(DOES_NOT_COMPILE)),
        exercise!("warns", Some(WARNS)),
        exercise!("fails-an-assertion", Some(FAILS_AN_ASSERTION)),
        exercise!("fails-twice", Some(SAYS_OTHER)),
        exercise!("quits", Some(QUITS)),
        exercise!("pretends", Some(PRETENDS)),
        exercise!("aborts", Some(ABORTS)),
        exercise!("cut-off", Some("pub fn count() {}\n")),
        exercise!("leaves-out-a-check", Some(LEAVES_OUT_A_CHECK)),
    ];
    for exercise in &mut exercises {
        exercise.check = Box::leak(CHECK.replace("SLUG", exercise.slug).into_boxed_str());
        match exercise.slug {
            "hangs" => exercise.check = Box::leak(hanging_check().into_boxed_str()),
            "fails-twice" => exercise.check = CHECK_THAT_FAILS_TWICE,
            _ => {}
        }
    }
    support::workbook(91, &[], &exercises)
});

/// The log is there before the exercise hangs.
fn hanging_check() -> String {
    let check = CHECK.replace("SLUG", "hangs");
    check.replace(
        "    count();\n    count();",
        "    let _log = testing::Log::start();\n    count();",
    )
}

fn exercise(slug: &str) -> &'static model::Exercise {
    WORKBOOK.ws.exercise(slug).unwrap()
}

async fn heard_within(limits: Limits, slug: &str) -> (Vec<(Stream, String)>, Verdict) {
    heard_until("", limits, slug).await
}

/// The time is up when it has said this.
async fn heard_until(last: &str, limits: Limits, slug: &str) -> (Vec<(Stream, String)>, Verdict) {
    let (events, mut coming) = mpsc::channel(64);
    let listen = async {
        let mut lines = Vec::new();
        while let Some(event) = coming.recv().await {
            if let Event::Line { stream, text, .. } = event {
                let is_last = text == last;
                lines.push((stream, text));
                if is_last {
                    pass(limits.time).await;
                }
            }
        }
        lines
    };
    let checking = check_within(limits, &WORKBOOK.ws, exercise(slug), Stop::new(), events);
    let (verdict, heard) = tokio::join!(checking, listen);
    (heard, verdict.unwrap())
}

async fn verdict(slug: &str) -> Verdict {
    heard_within(LIMITS, slug).await.1
}

fn state(slug: &str) -> State {
    Progress::load(&WORKBOOK.root)
        .unwrap()
        .of(&format!("ch91/{slug}"))
        .state
}

#[tokio::test]
async fn an_untouched_exercise_says_what_is_to_be_done() {
    let verdict = verdict("untouched").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(verdict.summary, "Not yet: say two.");
    let failure = verdict.failure.unwrap();
    assert_eq!(failure, "at ch91/exercises/untouched.rs, line 7");
    assert_eq!((verdict.next, verdict.after), (None, None));
    assert_eq!(state("untouched"), State::Tried);
}

#[tokio::test]
async fn a_solution_is_told_what_comes_next_and_why_it_was_right() {
    let (heard, verdict) = heard_within(LIMITS, "solved").await;
    assert_eq!(verdict.outcome, Outcome::Solved, "{verdict:?}");
    assert_eq!(verdict.summary, "Solved.");
    assert_eq!(verdict.after.as_deref(), Some("After solved."));
    assert_eq!(verdict.next.as_deref(), Some("ch91/solved-and-broken"));
    assert_eq!((verdict.failure, verdict.compiler), (None, None));
    assert!(verdict.diff.is_empty());
    assert_eq!(state("solved"), State::Solved);
    let trace: Vec<_> = heard
        .iter()
        .filter(|(stream, _)| *stream == Stream::Out)
        .collect();
    assert_eq!(trace.len(), 3, "{heard:?}");
    let own: Vec<_> = heard
        .iter()
        .filter(|(stream, _)| *stream == Stream::Err)
        .collect();
    assert_eq!(own.len(), 6, "{heard:?}");
}

#[tokio::test]
async fn what_was_solved_once_stays_solved() {
    let exercise = exercise("solved-and-broken");
    let (_, version) = exercise::read(exercise).unwrap();
    exercise::save(exercise, &exercise.reference().unwrap(), &version).unwrap();
    assert_eq!(verdict(&exercise.slug).await.outcome, Outcome::Solved);
    exercise::reset(exercise).unwrap();
    assert_eq!(verdict(&exercise.slug).await.outcome, Outcome::NotYet);
    assert_eq!(state(&exercise.slug), State::Solved);
}

#[tokio::test]
async fn a_wrong_answer_is_shown_as_a_difference() {
    let verdict = verdict("says-other").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet: what it says differs from line 2 on."
    );
    let line = |kind, text: &str| DiffLine {
        kind,
        text: format!("[main] says {text}"),
    };
    let expected = [
        line(Kind::Same, "one"),
        line(Kind::Got, "2"),
        line(Kind::Expected, "two"),
        line(Kind::Same, "three"),
    ];
    assert_eq!(verdict.diff, expected);
    assert_eq!(verdict.failure, None);
}

#[tokio::test]
async fn a_hang_is_stopped_and_shows_who_was_where() {
    let limits = Limits {
        time: Duration::from_secs(3600),
        ..LIMITS
    };
    let (_, verdict) = heard_until("[main] waits", limits, "hangs").await;
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
async fn whoever_traces_for_ever_hangs_too() {
    let limits = Limits {
        bytes: 50_000,
        ..LIMITS
    };
    let (_, verdict) = heard_within(limits, "traces-for-ever").await;
    assert_eq!(verdict.outcome, Outcome::Hangs);
    let sentence = "The check “it can be called twice” goes on for ever. \
                    It printed more than 48 KiB and was stopped.";
    assert_eq!(verdict.summary, sentence);
    assert_eq!(verdict.trace.len(), 12);
}

#[tokio::test]
async fn what_the_compiler_says_is_the_verdict() {
    let verdict = verdict("does-not-compile").await;
    assert_eq!(verdict.outcome, Outcome::DoesNotCompile);
    assert_eq!(verdict.summary, "It does not compile: mismatched types.");
    assert!(verdict.compiler.as_ref().unwrap().contains('\u{1b}'));
    let json = serde_json::to_value(&verdict).unwrap();
    assert_eq!(json["outcome"], "does-not-compile");
    let compiler = json["compiler"].as_str().unwrap();
    assert!(
        compiler.starts_with("error[E0308]: mismatched types\n"),
        "{compiler}"
    );
    assert!(!compiler.contains('\u{1b}'));
}

#[tokio::test]
async fn a_warning_does_not_stand_in_the_way() {
    let verdict = verdict("warns").await;
    assert_eq!(verdict.outcome, Outcome::Solved);
    assert!(verdict.compiler.unwrap().contains("unused"));
}

#[tokio::test]
async fn a_failed_assertion_is_told_with_its_check() {
    let verdict = verdict("fails-an-assertion").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(verdict.summary, "Not yet: a sum is off.");
    let expected = "  left: 2\n right: 3\n\
                    at ch91/exercises/fails-an-assertion.rs, line 6\n\
                    in the check “it can be called twice”";
    assert_eq!(verdict.failure.as_deref(), Some(expected));
}

#[tokio::test]
async fn whoever_quits_before_the_checks_has_not_solved_anything() {
    let verdict = verdict("quits").await;
    assert_eq!(verdict.outcome, Outcome::Tampered);
    assert_eq!(verdict.summary, "Only 0 of 2 checks were run.");
    assert_eq!(state("quits"), State::Tried);
}

#[tokio::test]
async fn whoever_prints_results_and_quits_has_not_solved_anything_either() {
    let verdict = verdict("pretends").await;
    assert_eq!(verdict.outcome, Outcome::Tampered);
    assert_eq!(verdict.summary, "Only 0 of 2 checks were run.");
}

#[tokio::test]
async fn of_two_checks_that_fail_the_one_is_named_whose_words_are_told() {
    let verdict = verdict("fails-twice").await;
    assert_eq!(verdict.summary, "Not yet: a sum is off.");
    let failure = verdict.failure.unwrap();
    assert!(
        failure.ends_with("in the check “in the end it sums”"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_signal_is_a_failure_with_its_name() {
    let verdict = verdict("aborts").await;
    assert_eq!(verdict.outcome, Outcome::NotYet);
    assert_eq!(
        verdict.summary,
        "Not yet. It was ended by signal 6, SIGABRT."
    );
    assert_eq!(verdict.trace, ["[main] gives up"]);
}

#[tokio::test]
async fn a_file_without_its_checks_is_not_run() {
    let cut_off = verdict("cut-off").await;
    assert_eq!(cut_off.outcome, Outcome::Tampered);
    assert!(
        cut_off
            .failure
            .unwrap()
            .contains("#[path = \"../checks/cut-off.rs\"]")
    );
    let left_out = verdict("leaves-out-a-check").await;
    assert_eq!(left_out.outcome, Outcome::Tampered);
}

#[tokio::test]
async fn the_build_in_the_background_prepares_all_that_compile() {
    let (events, mut coming) = mpsc::channel(64);
    let all = async {
        let broken = cargo::build_all(&WORKBOOK.ws, &Stop::new(), &events).await;
        drop(events);
        broken.unwrap()
    };
    let drain = async { while coming.recv().await.is_some() {} };
    let (broken, ()) = tokio::join!(all, drain);
    assert!(broken.is_empty(), "exercises are the reader's: {broken:?}");
    let output = Command::new(env!("CARGO"))
        .args([
            "test", "--no-run", "-p", "ch91", "--test", "aborts", "--test", "warns",
        ])
        .arg("--message-format=json")
        .current_dir(&WORKBOOK.root)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let artifacts: Vec<_> = messages
        .lines()
        .filter(|line| line.contains("\"fresh\""))
        .collect();
    assert!(
        artifacts
            .iter()
            .any(|artifact| artifact.contains("\"warns\"")),
        "{artifacts:#?}"
    );
    for artifact in artifacts {
        assert!(artifact.contains("\"fresh\":true"), "{artifact}");
    }
}

#[tokio::test]
async fn a_check_can_be_stopped() {
    let (events, coming) = mpsc::channel(64);
    let stop = Stop::new();
    let checking = check(&WORKBOOK.ws, exercise("stopped"), stop.clone(), events);
    stop.cancel();
    let error = checking.await.unwrap_err();
    assert!(error.is::<Stopped>(), "{error:#}");
    assert_eq!(state("stopped"), State::Untouched);
    drop(coming);
}

fn book(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.args(arguments).env("BOOK_ROOT", &WORKBOOK.root);
    command
}

#[test]
fn nothing_survives_a_tool_that_is_killed() {
    let mut tool = book(&["check", "killed"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    eventually("it hangs", || {
        let running = WORKBOOK.processes("--nocapture");
        running.iter().any(|one| one.contains("/killed-"))
    });
    tool.kill().unwrap();
    tool.wait().unwrap();
    eventually("it has ended", || WORKBOOK.processes("/killed-").is_empty());
}

#[test]
fn in_a_terminal_a_verdict_is_words_and_an_exit_status() {
    let output = book(&["check", "ch91/says-other"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.starts_with("ch91/says-other: The title of says-other ("),
        "{text}"
    );
    assert!(
        text.contains(
            "\n  - yours\n  + expected\n\n    [main] says one\n  - [main] says 2\n  + [main] says two\n"
        ),
        "{text}"
    );
    assert!(
        text.ends_with("\nThe next hint: cargo book hint ch91/says-other\n"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));

    let output = book(&["check", "ch91/solved"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("\nSolved.\n\nAfter solved.\n\nNext: cargo book check ch91/"),
        "{text}"
    );

    let unknown = book(&["check", "ch91/nothing"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}
