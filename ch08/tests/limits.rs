//! The program that measures how many requests can be open at once, with few of them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use serde_json::{Value, json};
use std::process::Command;

/// Runs the program, and returns a record for each line.
fn records(arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_limits"))
        .args(arguments)
        .arg("--json")
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!lines.is_empty(), "{errors}");
    let records = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    records.collect()
}

#[test]
fn each_contender_has_all_its_answers_and_a_record_has_all_its_fields() {
    let records = records(&["--most", "50"]);
    let contenders: Vec<_> = records.iter().map(|record| &record["contender"]).collect();
    assert_eq!(contenders, ["tasks", "fibers", "threads"]);
    for record in records {
        let numbers = [&record["requests"], &record["answered"]];
        assert_eq!(numbers, [&json!(50), &json!(50)], "{record}");
        assert!(record["milliseconds"].is_u64(), "{record}");
        let is_measured = record["bytes"].as_u64().is_some_and(|bytes| bytes > 0);
        assert_eq!(is_measured, cfg!(target_os = "linux"), "{record}");
        assert_eq!(record.get("broke"), None);
        assert!(
            record["says"]
                .as_str()
                .unwrap()
                .contains("50 were answered")
        );
    }
}

#[test]
fn what_breaks_is_told_in_a_sentence_and_ends_the_contenders_series() {
    let records = records(&["--most", "1000", "--only", "tasks", "--files", "64"]);
    let [record] = &records[..] else {
        panic!("there is one record: {records:?}");
    };
    let at = record["at"].as_u64().unwrap();
    assert!((1..64).contains(&at), "{record}");
    let sentence =
        format!("broke at request {at}, in a request: Too many open files (os error 24)");
    assert_eq!(record["broke"], sentence.as_str());
    assert_eq!(record.get("answered"), None);
}

// ANCHOR: thousand
/// What the measuring process is limited to.
const LIMIT: &[&str] = &[];

#[test]
fn a_thousand_requests_are_open_at_once_and_all_answered() {
    let outcomes = ["tasks", "fibers", "threads"].map(|contender| {
        let records = records(&[&["one", contender, "1000"], LIMIT].concat());
        match records[0]["broke"].as_str() {
            None => format!("{contender}: {} answers", records[0]["answered"]),
            Some(sentence) => format!("{contender}: {}", sentence.rsplit(": ").next().unwrap()),
        }
    });
    let expected = ["tasks", "fibers", "threads"].map(|name| format!("{name}: 1000 answers"));
    assert_eq!(outcomes, expected);
}
// ANCHOR_END: thousand
