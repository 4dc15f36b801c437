//! How experiments run: in a copy, with every kind of outcome, and without a trace in the workbook.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::experiment::{self, Found, Side};
use book::model::{Experiment, Is};
use book::run::{Status, Stop};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use support::Fixture;
use tokio::sync::mpsc;

const STEPS: &[(&str, &str)] = &[(
    "counts",
    r#"
fn main() {
    let one: u32 = 1;
    println!("[main] counts {one}");
    std::process::exit(0)
}

#[test]
fn it_is_so() {
    assert_eq!(1, 1);
}
"#,
)];

/// An experiment on the step: a text that takes the place of another, and what must come of it.
fn toml(runs: &str, old: &str, new: &str, outcome: &str) -> String {
    format!(
        "title = \"Try it\"\n{runs}\nwhy = \"So.\"\n\n[[change]]\nfile = \"ch88/src/bin/counts.rs\"\n\
         old = '''{old}'''\nnew = '''{new}'''\n\n[outcome]\n{outcome}\n"
    )
}

fn on_the_step(old: &str, new: &str, outcome: &str) -> String {
    toml("step = \"counts\"", old, new, outcome)
}

fn all() -> Vec<(&'static str, String)> {
    let exits = "std::process::exit(0)";
    vec![
        (
            "one-more",
            on_the_step(
                "u32 = 1",
                "u32 = 2",
                "is = \"output\"\nshows = [\"counts 2\"]",
            ),
        ),
        (
            "no-number",
            on_the_step(
                "u32 = 1",
                "u32 = \"one\"",
                "is = \"compile-error\"\nshows = [\"E0308\"]",
            ),
        ),
        (
            "panics",
            on_the_step(exits, "panic!(\"no\")", "is = \"panic\"\nshows = [\"no\"]"),
        ),
        (
            "aborts",
            on_the_step(
                exits,
                "std::process::abort()",
                "is = \"signal\"\nsignal = \"SIGABRT\"",
            ),
        ),
        (
            "fails",
            on_the_step(exits, "std::process::exit(3)", "is = \"failure\""),
        ),
        (
            "not-so",
            toml(
                "test = \"bin:counts::it_is_so\"",
                "(1, 1)",
                "(1, 2)",
                "is = \"test-failure\"\nshows = [\"right: 2\"]",
            ),
        ),
        (
            "sleeps",
            on_the_step(
                exits,
                r#"trace::step(|| -> std::io::Result<()> { trace::waits!("main", "a door"); loop { std::thread::park() } });"#,
                "is = \"hang\"\nshows = [\"main was waiting for a door\"]",
            ),
        ),
        (
            "spins",
            on_the_step(exits, "loop { std::hint::spin_loop() }", "is = \"hang\""),
        ),
        (
            "wrong-kind",
            on_the_step("u32 = 1", "u32 = 3", "is = \"panic\""),
        ),
        (
            "wrong-words",
            on_the_step(
                "u32 = 1",
                "u32 = 4",
                "is = \"output\"\nshows = [\"counts 5\"]",
            ),
        ),
        (
            "wrong-signal",
            on_the_step(
                exits,
                "std::process::abort()",
                "is = \"signal\"\nsignal = \"SIGSEGV\"",
            ),
        ),
    ]
}

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let mut fixture = support::workbook(88, STEPS, &[]);
    let all = all();
    let texts: Vec<_> = all
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fixture.experiments(&texts).unwrap();
    fixture
});

fn experiment(name: &str) -> &'static Experiment {
    WORKBOOK.ws.find_experiment(name).unwrap()
}

/// Nothing waits for the delay server's real seconds, so a hang is told early.
const QUICK: [(&str, &str); 1] = [("DELAYSERVER_SPEEDUP", "20")];

async fn tried(experiment: &Experiment, side: Side) -> Found {
    let (events, mut coming) = mpsc::channel(64);
    let listen = async {
        let mut found = Found::default();
        while let Some(event) = coming.recv().await {
            found.event(&event);
        }
        found
    };
    let running = experiment::run(&WORKBOOK.ws, experiment, side, &QUICK, Stop::new(), events);
    tokio::join!(running, listen).1
}

async fn has_its_outcome(name: &str, is: Is) -> Found {
    let experiment = experiment(name);
    let found = tried(experiment, Side::After).await;
    assert_eq!(found.problem(experiment), None, "{found:#?}");
    assert_eq!(found.is(experiment), Some(is));
    found
}

#[tokio::test]
async fn an_experiment_prints_what_the_changed_program_does() {
    let found = has_its_outcome("one-more", Is::Output).await;
    assert_eq!(found.out, ["[main] counts 2"]);
    let before = tried(experiment("one-more"), Side::Before).await;
    assert_eq!(before.out, ["[main] counts 1"]);
}

#[tokio::test]
async fn the_compilers_words_are_an_outcome() {
    let found = has_its_outcome("no-number", Is::CompileError).await;
    assert_eq!(
        found.sentence(experiment("no-number")),
        "It does not compile."
    );
    // It names the file as the page does.
    assert!(
        found.compiler.contains("ch88/src/bin/counts.rs:3:20"),
        "{}",
        found.compiler
    );
}

#[tokio::test]
async fn a_panic_a_signal_and_a_status_are_told_apart() {
    has_its_outcome("panics", Is::Panic).await;
    has_its_outcome("aborts", Is::Signal).await;
    has_its_outcome("fails", Is::Failure).await;
}

#[tokio::test]
async fn a_hang_is_told_early_with_what_the_actors_were_doing() {
    let found = has_its_outcome("sleeps", Is::Hang).await;
    let text = experiment::text(&WORKBOOK.ws, experiment("sleeps"), Side::After, &found).unwrap();
    assert_eq!(
        text,
        "It hangs: it is asleep, and nothing is left to wake it.\n\n[main] counts 1\n\n\
         When it was stopped:\n  main was waiting for a door\n"
    );
    assert_eq!(found.status, Some(Status::Asleep(Duration::from_secs(6))));
}

#[tokio::test]
async fn a_program_that_computes_without_end_is_told_by_its_cpu_time() {
    let found = has_its_outcome("spins", Is::Hang).await;
    assert_eq!(found.status, Some(Status::Computed(Duration::from_secs(2))));
}

#[tokio::test]
async fn a_test_that_fails_is_an_outcome() {
    let found = has_its_outcome("not-so", Is::TestFailure).await;
    let text = experiment::text(&WORKBOOK.ws, experiment("not-so"), Side::After, &found).unwrap();
    assert!(
        text.starts_with("The test fails.\n\ntest it_is_so ... FAILED\n"),
        "{text}"
    );
}

/// What the tests of this workbook rely on: an experiment that its file tells wrongly fails.
#[tokio::test]
async fn an_outcome_that_is_told_wrongly_is_a_problem() {
    for (name, problem) in [
        (
            "wrong-kind",
            "the outcome should be \"panic\": It ended with exit status 0.",
        ),
        ("wrong-words", "the outcome does not contain \"counts 5\""),
        (
            "wrong-signal",
            "the signal should be SIGSEGV: It was ended by signal 6, SIGABRT.",
        ),
    ] {
        let found = tried(experiment(name), Side::After).await;
        assert_eq!(found.problem(experiment(name)).as_deref(), Some(problem));
    }
}

#[tokio::test]
async fn the_same_experiment_twice_at_once_and_another_one_do_not_disturb_each_other() {
    let (one, other) = (experiment("one-more"), experiment("fails"));
    let (first, second, third) = tokio::join!(
        tried(one, Side::After),
        tried(one, Side::After),
        tried(other, Side::After)
    );
    assert_eq!(first.out, ["[main] counts 2"]);
    assert_eq!(second.out, first.out);
    assert_eq!(third.out, ["[main] counts 1"]);
}

#[tokio::test]
async fn the_readers_own_programs_stay_as_they_are() {
    let source = WORKBOOK.root.join("ch88/src/bin/counts.rs");
    let text = fs::read(&source).unwrap();
    let before = tried(experiment("one-more"), Side::Before).await;
    let program = built_program();
    let built = fs::read(&program).unwrap();
    has_its_outcome("one-more", Is::Output).await;
    assert_eq!(fs::read(&source).unwrap(), text);
    assert_eq!(fs::read(&program).unwrap(), built, "{}", program.display());
    // Cargo finds it fresh, and not the changed one.
    assert_eq!(
        tried(experiment("one-more"), Side::Before).await.out,
        before.out
    );
}

/// Where cargo puts the fixture's step.
fn built_program() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("debug/counts")
}

#[tokio::test]
async fn a_file_that_the_reader_has_changed_is_named_in_a_sentence() {
    let mut gone = experiment("one-more").clone();
    gone.changes[0].old = "u32 = 7".into();
    let found = tried(&gone, Side::After).await;
    let why = "ch88/experiments/one-more.toml:5: ch88/src/bin/counts.rs has changed: the text that \
               this experiment replaces is not in it: \"u32 = 7\"";
    assert_eq!(found.status, Some(Status::Failed(why.into())));
    gone.changes[0].old = "1".into();
    let found = tried(&gone, Side::After).await;
    let why = "ch88/experiments/one-more.toml:5: the text that this experiment replaces is in \
               ch88/src/bin/counts.rs more than once: \"1\"";
    assert_eq!(found.status, Some(Status::Failed(why.into())));
}
