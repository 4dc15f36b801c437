//! What `cargo book` answers: its exit status, and a failure as one sentence.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use fixture::Fixture;
use std::process::{Command, Output};

fn book(fixture: &Fixture, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command
        .args(arguments)
        .current_dir(fixture.root().join("ch04"));
    command.output().unwrap()
}

fn failure(fixture: &Fixture, arguments: &[&str]) -> (i32, String) {
    let output = book(fixture, arguments);
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn an_unknown_name_is_a_mistake_of_usage() {
    let fixture = Fixture::new();
    let exercise = "error: there is no exercise ch04/laeve; the nearest is ch04/leave\n";
    for command in ["check", "hint", "reset", "solution"] {
        assert_eq!(
            failure(&fixture, &[command, "ch04/laeve"]),
            (2, exercise.to_owned())
        );
    }
    let step = "error: there is no step ch04/a-wiat; the nearest is ch04/a-wait\n";
    assert_eq!(
        failure(&fixture, &["run", "ch04/a-wiat"]),
        (2, step.to_owned())
    );
}

#[test]
fn an_unknown_command_is_a_mistake_of_usage() {
    let fixture = Fixture::new();
    assert_eq!(failure(&fixture, &["chekc"]).0, 2);
    assert_eq!(failure(&fixture, &["check", "ch04/leave", "--all"]).0, 2);
    assert_eq!(failure(&fixture, &["run"]).0, 2);
}

#[test]
fn without_a_name_the_current_exercise_is_meant() {
    let fixture = Fixture::new();
    let said = |arguments: &[&str]| {
        let output = book(&fixture, arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    said(&["skeletons"]);
    assert_eq!(said(&["hint"]), "Hint 1 of 3\none\n\n");
    assert_eq!(
        said(&["reset"]),
        "ch04/exercises/leave.rs is the skeleton, as before.\n"
    );
    assert!(said(&["solution", "--force"]).contains("queue.clear();"));
    for command in ["check", "hint", "reset", "solution"] {
        let help = said(&[command, "--help"]);
        assert!(help.contains("without it, the first one that is not solved"));
    }
    fixture.file(
        "book/progress.json",
        r#"{"ch04/leave": {"state": "solved"}}"#,
    );
    assert_eq!(said(&["hint"]), "Every exercise is solved.\n");
}

#[test]
fn outside_of_the_workbook_it_says_so() {
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    let output = command
        .arg("list")
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("error: neither ") && said.lines().count() == 1,
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_build_says_where_it_is_or_every_problem_with_its_place() {
    let fixture = Fixture::new();
    let output = book(&fixture, &["build", "--dest", "../out"]);
    assert!(output.status.success(), "{output:?}");
    assert!(fixture.root().join("out/index.html").is_file());
    fixture.file("book/pages/README.md", "{{#step x}}\n{{#step y}}\n");
    let (status, said) = failure(&fixture, &["build", "--dest", "../out"]);
    assert_eq!(status, 1);
    assert!(
        said.contains("book/pages/README.md:1: ") && said.contains("README.md:2: "),
        "{said}"
    );
}

#[test]
fn skeletons_are_checked_and_written() {
    let fixture = Fixture::new();
    let (status, said) = failure(&fixture, &["skeletons", "--check"]);
    assert_eq!(status, 1);
    assert!(said.starts_with("ch04/exercises/leave.rs is not what its solution makes of it"));
    assert!(book(&fixture, &["skeletons"]).status.success());
    assert!(book(&fixture, &["skeletons", "--check"]).status.success());
}

#[test]
fn mdbook_is_told_which_renderers_are_supported() {
    let fixture = Fixture::new();
    assert!(
        book(&fixture, &["weave", "supports", "html"])
            .status
            .success()
    );
    assert!(
        !book(&fixture, &["weave", "supports", "epub"])
            .status
            .success()
    );
}
