//! Runs of steps, as a page sees them: what they say, how they end, and who ends them.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::{Value, json};
use support_serve::{Event, Server, Workbook};

fn texts(events: &[Event]) -> Vec<(String, String)> {
    let lines = events.iter().filter(|event| event.name == "line");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines
        .map(|line| (text(&line.data["stream"]), text(&line.data["text"])))
        .collect()
}

#[test]
fn a_run_streams_its_lines_with_time_and_stream() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let events: Vec<_> = server.run("ch04/a-quick").collect();
    let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
    let started = names.iter().position(|name| *name == "started").unwrap();
    assert!(
        names[..started].iter().all(|name| *name == "progress"),
        "{names:?}"
    );
    let mut lines = texts(&events);
    lines.sort();
    let pair = |stream: &str, text: &str| (stream.to_owned(), text.to_owned());
    assert_eq!(
        lines,
        [
            pair("err", "[main] two"),
            pair("out", "[main] one"),
            pair("out", "[main] three")
        ]
    );
    assert!(events[started..].iter().all(|event| {
        event.name != "line" || event.data["at"].as_f64().is_some_and(|at| at >= 0.0)
    }));
    let end = &events.last().unwrap();
    assert_eq!(
        (end.name.as_str(), &end.data["status"]),
        ("end", &json!("exited"))
    );
    assert_eq!(end.data["code"], 0);
    assert!(
        end.data["text"]
            .as_str()
            .is_some_and(|text| text.ends_with('.'))
    );
}

#[test]
fn a_run_says_its_exit_status_or_its_signal() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let end = server.run("ch04/h-fails").until("end");
    assert_eq!(
        (&end.data["status"], &end.data["code"]),
        (&json!("exited"), &json!(3))
    );
    if cfg!(unix) {
        let end = server.run("ch04/i-aborts").until("end");
        assert_eq!(end.data["status"], "signalled");
        assert_eq!(end.data["signal"], "SIGABRT");
    }
}

#[test]
fn what_does_not_compile_shows_the_compilers_words() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    book.write(
        "ch04/src/bin/a-quick.rs",
        "//! Broken.\n\nfn main() { nothing }\n",
    );
    let events: Vec<_> = server.run("ch04/a-quick").collect();
    let compiler = events
        .iter()
        .find(|event| event.name == "compiler")
        .unwrap();
    assert!(
        compiler.data["text"]
            .as_str()
            .unwrap()
            .contains("cannot find value `nothing`")
    );
    assert_eq!(events.last().unwrap().data["status"], "did-not-compile");
}

#[test]
fn stop_ends_a_run_and_is_no_error_when_there_is_none() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    assert_eq!(server.post("/api/stop/ch04/d-sleeps").status, 204);
    let mut run = server.run("ch04/d-sleeps");
    run.until("line");
    assert_eq!(server.post("/api/stop/ch04/d-sleeps").status, 204);
    assert_eq!(
        server.others(),
        [""; 0],
        "stopping answers when it has ended"
    );
    assert_eq!(run.until("end").data["status"], "stopped");
    assert_eq!(run.next(), None);
}

#[test]
fn a_second_click_stops_the_first_run_and_starts_another() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let mut first = server.run("ch04/d-sleeps");
    first.until("line");
    let mut second = server.run("ch04/d-sleeps");
    second.until("line");
    assert_eq!(first.until("end").data["status"], "stopped");
    second.hang_up();
    server.wait_until_alone();
}

#[test]
fn a_reader_who_leaves_a_silent_run_ends_it() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut run = server.run("ch04/d-sleeps");
    run.until("line");
    assert_ne!(server.others(), [""; 0]);
    run.hang_up();
    server.wait_until_alone();
    assert!(server.is_alive());
}
