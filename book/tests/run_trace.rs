//! `cargo book run --trace FILE`: a run as other tools open it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;
use support::Fixture;

const STEPS: &[(&str, &str)] = &[
    (
        "states-and-fails",
        r#"
fn main() -> std::process::ExitCode {
    trace::step(|| {
        trace::spawns!("main", "fiber 1");
        trace::trace!("main", "says one");
        trace::waits!("fiber 1", "fd 7 readable");
        Err(std::io::Error::other("no more"))
    })
}"#,
    ),
    (
        "prints-and-dies",
        r#"fn main() { println!("[main] asks"); std::process::abort() }"#,
    ),
];

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| support::workbook(85, STEPS, &[]));

fn traced(step: &str, file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.args(["run", step, "--trace"]).arg(file);
    command.env("BOOK_ROOT", &WORKBOOK.root).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Its events, each as its kind and name.
fn events(file: &Path) -> Vec<String> {
    let file: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let events = file["traceEvents"].as_array().unwrap().iter();
    let events = events.map(|event| {
        let [ph, name] = ["ph", "name"].map(|field| event[field].as_str().unwrap());
        format!("{ph} {name}")
    });
    events.collect()
}

#[test]
fn a_step_prints_as_ever_and_what_it_states_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    // Whatever was there is replaced.
    std::fs::write(&file, "old").unwrap();
    let output = traced("states-and-fails", &file);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(text(&output.stdout), "[main] says one\n");
    let said = text(&output.stderr);
    assert!(said.contains("error: no more\n"), "{said}");
    assert!(
        said.contains(&format!("The trace is in {}: ", file.display())),
        "{said}"
    );
    let events = events(&file);
    for event in [
        "X runs",
        "X ready",
        "X waits: fd 7 readable",
        "i says one",
        "s spawns",
        "f spawns",
    ] {
        assert!(
            events.iter().any(|it| it == event),
            "{event} is in {events:?}"
        );
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_program_that_only_prints_has_its_lines_and_a_signal_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    let output = traced("prints-and-dies", &file);
    assert_eq!(output.status.code(), Some(134), "{output:?}");
    assert!(text(&output.stderr).contains("It was ended by signal 6, SIGABRT.\n"));
    assert!(events(&file).iter().any(|event| event == "i asks"));
}

#[test]
fn a_file_that_cannot_be_written_is_one_sentence() {
    let output = traced("states-and-fails", Path::new("/dev/null"));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "error: cannot write the trace to /dev/null: it isn't a regular file\n"
    );
    assert!(output.stdout.is_empty());
}
