//! `cargo book run --trace FILE`: a run as other tools open it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
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

/// The rules of the Trace Event Format, as far as these events go: kinds that are complete or come in pairs, times
/// that never go back in a thread, bars that don't overlap, names for all threads.
fn holds_to_the_format(file: &Value) {
    assert!(["ms", "ns"].contains(&file["displayTimeUnit"].as_str().unwrap()));
    let (mut last, mut bar_ends) = (BTreeMap::new(), BTreeMap::new());
    let (mut open, mut flows) = (BTreeMap::new(), BTreeMap::new());
    let (mut used, mut named) = (BTreeSet::new(), BTreeSet::new());
    for event in file["traceEvents"].as_array().unwrap() {
        let number = |name: &str| {
            let number = event[name]
                .as_f64()
                .filter(|it| it.is_finite() && *it >= 0.0);
            number.unwrap_or_else(|| panic!("{name} of {event}"))
        };
        assert!(
            event["name"].is_string() && event["pid"].is_u64(),
            "{event}"
        );
        let (ts, tid) = (number("ts"), event["tid"].as_u64().unwrap());
        let ph = event["ph"].as_str().unwrap();
        if ph == "M" {
            let is_name = event["name"] == "thread_name" && event["args"]["name"].is_string();
            assert!(
                !is_name || named.insert(tid),
                "a thread is named twice: {event}"
            );
            continue;
        }
        used.insert(tid);
        let before = last.insert(tid, ts).unwrap_or_default();
        assert!(before <= ts, "{event} comes after {before}");
        match ph {
            "B" => *open.entry(tid).or_insert(0) += 1,
            "E" => *open.entry(tid).or_insert(0) -= 1,
            "X" => {
                let before = bar_ends.insert(tid, ts + number("dur")).unwrap_or_default();
                assert!(before <= ts + 1e-6, "{event} begins before {before}");
            }
            "i" => assert!(
                ["t", "p", "g"].contains(&event["s"].as_str().unwrap()),
                "{event}"
            ),
            "s" | "f" => {
                let key = ["cat", "name", "id"].map(|field| event[field].to_string());
                flows.entry(key).or_insert_with(Vec::new).push((ph, ts));
            }
            other => panic!("{other} is no kind of event"),
        }
        assert!(
            open.get(&tid).is_none_or(|count: &i32| *count >= 0),
            "{event} ends nothing"
        );
    }
    assert!(
        open.values().all(|count| *count == 0),
        "never ended: {open:?}"
    );
    for (flow, ends) in flows {
        let is_pair = matches!(&ends[..], [("s", start), ("f", end)] | [("f", end), ("s", start)] if start <= end);
        assert!(is_pair, "{flow:?}: {ends:?}");
    }
    assert!(used.is_subset(&named), "{used:?} have the names {named:?}");
}

/// Its events, each as its kind and name.
fn events(file: &Path) -> Vec<String> {
    let file: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    holds_to_the_format(&file);
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
