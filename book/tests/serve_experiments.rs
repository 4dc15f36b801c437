//! Experiments behind the real server: both runs in one answer, stopped as every run is, and nothing
//! that a request says is changed or run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::json;
use support_serve::{Event, Server, Workbook};

const TWO: &str = "/api/try/run/ch04/says-two";
const NEVER: &str = "/api/try/run/ch04/never-ends";

fn tried(server: &Server, path: &str) -> Vec<Event> {
    let response = server.post(path);
    assert_eq!(response.status, 200);
    response.events().collect()
}

/// The lines of each side, as `before: [main] one`, and the ends, without progress.
fn told(events: &[Event]) -> Vec<String> {
    let mut side = String::new();
    let mut told = Vec::new();
    for event in events {
        let data = &event.data;
        match event.name.as_str() {
            "side" => side = data["side"].as_str().unwrap().to_owned(),
            "line" if data["stream"] == "out" => {
                told.push(format!("{side}: {}", data["text"].as_str().unwrap()));
            }
            "end" => told.push(format!("{} {}", data["side"], data["is"])),
            _ => {}
        }
    }
    told
}

#[test]
fn both_runs_come_in_one_answer() {
    let book = Workbook::shared();
    let source = book.read("ch04/src/bin/a-quick.rs");
    let server = Server::start(book.root());
    let events = tried(&server, TWO);
    assert_eq!(
        told(&events),
        [
            "before: [main] one",
            "before: [main] three",
            "\"before\" \"output\"",
            "after: [main] two",
            "after: [main] three",
            "\"after\" \"output\"",
        ]
    );
    assert_eq!(events.last().unwrap().data["problem"], json!(null));
    assert_eq!(book.read("ch04/src/bin/a-quick.rs"), source);
}

#[test]
fn an_experiment_that_comes_to_no_end_is_stopped() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut events = server.post(NEVER).events();
    events.until("end");
    events.until("started");
    assert_eq!(server.post("/api/try/stop/ch04/never-ends").status, 204);
    let end = events.until("end");
    assert_eq!(
        (&end.data["side"], &end.data["status"]),
        (&json!("after"), &json!("stopped"))
    );
    assert_eq!(events.count(), 0, "nothing comes after the end");
    assert!(server.others().is_empty(), "{:?}", server.others());
}

#[test]
fn a_file_that_was_changed_is_named_in_the_end() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let source = book.read("ch04/src/bin/a-quick.rs");
    book.write(
        "ch04/src/bin/a-quick.rs",
        &source.replace("] one", "] three"),
    );
    let events = tried(&server, TWO);
    let end = events.last().unwrap();
    assert_eq!(end.data["status"], "failed");
    let why = "It could not be run: ch04/experiments/says-two.toml:5: ch04/src/bin/a-quick.rs has changed: \
               the text that this experiment replaces is not in it: \"[main] one\".";
    assert_eq!(end.data["text"], why);
}

#[test]
fn only_experiments_are_found() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    for call in ["run", "stop"] {
        for name in [
            "ch04/none",
            "ch04/a-quick",
            "ch04/answer",
            "ch04/..",
            "..%2f..%2fch04/says-two",
        ] {
            let response = server.post(&format!("/api/try/{call}/{name}"));
            assert!(
                matches!(response.status, 400 | 404),
                "{call} {name}: {}",
                response.status
            );
        }
        assert_eq!(
            server.get(&format!("/api/try/{call}/ch04/says-two")).status,
            405
        );
    }
}

#[test]
fn a_read_only_server_tries_nothing() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    for path in [TWO, "/api/try/stop/ch04/says-two"] {
        assert_eq!(server.post(path).status, 403, "{path}");
    }
}
