//! What is wrong with an experiment's file is said with the file and the line.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::list;
use std::sync::{Mutex, MutexGuard};
use support::Fixture;

const RIGHT: &str = r#"title = "Try it"
step = "counts"
why = "So."

[[change]]
file = "ch87/src/bin/counts.rs"
old = "1"
new = "2"

[outcome]
is = "output"
"#;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn workbook() -> (MutexGuard<'static, ()>, Fixture) {
    let turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|broken| broken.into_inner());
    let steps = [(
        "counts",
        "fn main() { println!(\"[main] 1\") }\n#[test]\nfn it() {}\n",
    )];
    (turn, support::workbook(87, &steps, &[]))
}

#[test]
fn an_experiment_is_found_by_its_name_and_by_its_id() {
    let (_turn, mut fixture) = workbook();
    fixture.experiments(&[("one", RIGHT)]).unwrap();
    let experiment = fixture.ws.experiment("ch87/one").unwrap();
    assert_eq!(experiment.id(), fixture.ws.experiment("one").unwrap().id());
    assert_eq!(experiment.command(), "cargo book try ch87/one");
    assert_eq!(experiment.run_command(), "cargo run -p ch87 --bin counts");
    let unknown = fixture.ws.find_experiment("ch87/on").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no experiment ch87/on; the nearest is ch87/one"
    );
}

#[test]
fn the_list_knows_experiments() {
    let (_turn, mut fixture) = workbook();
    fixture.experiments(&[("one", RIGHT)]).unwrap();
    let text = list::text(&fixture.ws).unwrap();
    assert!(
        text.contains("    one     Try it (an experiment)\n"),
        "{text}"
    );
    let json = list::json(&fixture.ws).unwrap();
    let expected = serde_json::json!([{
        "id": "ch87/one", "title": "Try it", "outcome": "output", "command": "cargo book try ch87/one"
    }]);
    assert_eq!(json["chapters"][0]["experiments"], expected);
}

#[test]
fn what_is_wrong_is_said_with_the_line() {
    let (_turn, mut fixture) = workbook();
    for (from, to, problem) in [
        (
            "counts\"\nwhy",
            "count\"\nwhy",
            "ch87/experiments/one.toml:2: there is no step count in this chapter",
        ),
        (
            "step",
            "program",
            "ch87/experiments/one.toml:2: there is no program counts in this chapter",
        ),
        (
            "step = \"counts\"",
            "test = \"bin:counts::no\"",
            "ch87/experiments/one.toml:2: there is no test no in bin:counts",
        ),
        (
            "step = \"counts\"",
            "test = \"it\"",
            "ch87/experiments/one.toml:2: a test is TARGET::PATH, where TARGET is lib, bin:STEP or a file in tests/",
        ),
        (
            "step = \"counts\"\n",
            "",
            "ch87/experiments/one.toml:1: an experiment runs either a step or a test or a program",
        ),
        (
            "bin/counts.rs",
            "bin/count.rs",
            "ch87/experiments/one.toml:5: there is no file ch87/src/bin/count.rs",
        ),
        (
            "ch87/src/bin",
            "../ch87/src/bin",
            "ch87/experiments/one.toml:5: ../ch87/src/bin/counts.rs: a path goes down from the workspace's root, without `..`",
        ),
        (
            "file = \"ch87/src/bin/counts.rs\"\n",
            "",
            "ch87/experiments/one.toml:5: a change needs a file",
        ),
        (
            "old = \"1\"",
            "old = \"2\"",
            "ch87/experiments/one.toml:5: a change replaces a text by another one",
        ),
        (
            "is = \"output\"",
            "is = \"outputs\"",
            "ch87/experiments/one.toml:11: unknown variant `outputs`, expected one of `output`, `compile-error`, `panic`, `hang`, `signal`, `failure`, `test-failure`",
        ),
        (
            "is = \"output\"",
            "is = \"signal\"",
            "ch87/experiments/one.toml:10: is = \"signal\" goes with a signal's name, and nothing else does",
        ),
        (
            "is = \"output\"",
            "is = \"test-failure\"",
            "ch87/experiments/one.toml:10: only a test has a test-failure",
        ),
        (
            "is = \"output\"",
            "is = \"output\"\nredact = [[\"(\", \"\"]]",
            "ch87/experiments/one.toml:10: \"(\" is no regular expression",
        ),
        (
            "title",
            "name",
            "ch87/experiments/one.toml:1: unknown field `name`, expected one of `title`, `step`, `test`, `program`, `args`, `release`, `only-on`, `not-if`, `why`, `change`, `outcome`",
        ),
    ] {
        let text = RIGHT.replace(from, to);
        let error = fixture.experiments(&[("one", &text)]).unwrap_err();
        assert_eq!(format!("{error:#}"), problem);
    }
}

#[test]
fn a_name_is_taken_once_in_the_workbook() {
    let (_turn, mut fixture) = workbook();
    let error = fixture.experiments(&[("counts", RIGHT)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ch87/experiments/counts.toml: there is a step with the name counts: names are unique in the workbook"
    );
    let error = fixture.experiments(&[("Counts", RIGHT)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ch87/experiments/Counts.toml: an experiment's name is lower-case letters, digits and hyphens"
    );
}

#[test]
fn an_outcome_is_not_compared_where_a_file_of_the_system_says_that_it_is_another() {
    let (_turn, mut fixture) = workbook();
    let file = fixture.ws.root.join("huge-pages");
    let only = format!("not-if = [{file:?}, \"[never]\"]\nwhy");
    let text = RIGHT.replace("why", &only);
    let mut is_compared = |setting: &str| {
        std::fs::write(&file, setting).unwrap();
        fixture.experiments(&[("one", &text)]).unwrap();
        let experiment = fixture.ws.experiment("ch87/one").unwrap();
        experiment.is_for_this_machine()
    };
    assert!(is_compared("always [madvise] never"));
    assert!(!is_compared("always madvise [never]"));
    std::fs::remove_file(&file).unwrap();
    let experiment = fixture.ws.experiment("ch87/one").unwrap();
    assert!(experiment.is_for_this_machine());
}
