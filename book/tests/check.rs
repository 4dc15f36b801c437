//! Verdicts: what a reader is told, what is remembered, and what comes next.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::cargo;
use book::check::{DiffLine, Kind, Outcome, Stopped, check};
use book::exercise;
use book::progress::State;
use book::run::{Stop, Stream};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use support::checks::exercise;
use support::{Fixture, eventually};
use tokio::sync::mpsc;

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

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercises = [
        exercise("untouched", None),
        exercise("solved", Some(SOLVED)),
        exercise("solved-and-broken", None),
        exercise("says-other", Some(SAYS_OTHER)),
        exercise("stopped", Some(HANGS)),
        exercise("killed", Some(HANGS)),
        exercise("does-not-compile", Some(DOES_NOT_COMPILE)),
        exercise("warns", Some(WARNS)),
    ];
    support::workbook(91, &[], &exercises)
});

#[tokio::test]
async fn a_solution_is_told_what_comes_next_and_why_it_was_right() {
    let heard = WORKBOOK.checked("solved").await;
    let (verdict, lines) = (heard.verdict.clone(), |from| heard.lines(from));
    assert_eq!(verdict.outcome, Outcome::Solved, "{verdict:?}");
    assert_eq!(verdict.summary, "Solved.");
    assert_eq!(verdict.after.as_deref(), Some("After solved."));
    assert_eq!(verdict.next.as_deref(), Some("ch91/solved-and-broken"));
    assert_eq!((verdict.failure, verdict.compiler), (None, None));
    assert!(verdict.diff.is_empty());
    assert_eq!(WORKBOOK.state("solved"), State::Solved);
    // The other check has no log.
    let says = ["[main] says one", "[main] says two", "[main] says three"];
    assert_eq!(lines(Stream::Out), says);
    let prints = ["a word of my own", "and another"];
    let mut own = lines(Stream::Err);
    own.sort_unstable();
    assert_eq!(own, [[prints[0]; 3], [prints[1]; 3]].concat());
    let says = heard
        .stated
        .iter()
        .filter(|stated| stated["does"] == "says");
    assert_eq!(says.count(), 3);
}

#[tokio::test]
async fn what_was_solved_once_stays_solved() {
    let exercise = WORKBOOK.exercise("solved-and-broken");
    WORKBOOK.save(&exercise.slug, &exercise.reference().unwrap());
    let solved = WORKBOOK.verdict(&exercise.slug).await;
    assert_eq!(solved.outcome, Outcome::Solved);
    exercise::reset(exercise).unwrap();
    let reset = WORKBOOK.verdict(&exercise.slug).await;
    assert_eq!(reset.outcome, Outcome::NotYet);
    assert_eq!(WORKBOOK.state(&exercise.slug), State::Solved);
}

#[tokio::test]
async fn a_wrong_answer_is_shown_as_a_difference() {
    let verdict = WORKBOOK.verdict("says-other").await;
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
async fn what_the_compiler_says_is_the_verdict() {
    let verdict = WORKBOOK.verdict("does-not-compile").await;
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
    let verdict = WORKBOOK.verdict("warns").await;
    assert_eq!(verdict.outcome, Outcome::Solved);
    assert!(verdict.compiler.unwrap().contains("unused"));
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
            "test",
            "--no-run",
            "-p",
            "ch91",
            "--test",
            "says-other",
            "--test",
            "warns",
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
    let checking = check(
        &WORKBOOK.ws,
        WORKBOOK.exercise("stopped"),
        stop.clone(),
        events,
    );
    stop.cancel();
    let error = checking.await.unwrap_err();
    assert!(error.is::<Stopped>(), "{error:#}");
    assert_eq!(WORKBOOK.state("stopped"), State::Untouched);
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

    assert!(!text.contains("reference"), "{text}");

    let output = book(&["check", "ch91/solved"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("\nSolved.\n\nThe reference, as a difference from your code:\n"),
        "{text}"
    );

    assert!(
        text.contains("\n  + reference\n")
            && text.contains("\n  +     trace::trace!(\"main\", \"says two\");\n"),
        "{text}"
    );
    assert!(
        text.contains("\n\nAfter solved.\n\nNext: cargo book check ch91/"),
        "{text}"
    );

    let unknown = book(&["check", "ch91/nothing"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
}
