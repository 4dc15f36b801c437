//! Programs that measure, behind the real server: their reports go to the page, and one measures at a time.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::json;
use support_serve::{Event, Server, Workbook};

const RUN: &str = "/api/measure/run/ch04/figures";
const STOP: &str = "/api/measure/stop/ch04/figures";

#[test]
fn it_is_compiled_with_optimisation_and_its_reports_go_to_the_page() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let response = server.post(RUN);
    assert_eq!(response.status, 200);
    let events: Vec<Event> = response.events().collect();
    let of = |name| events.iter().filter(move |event| event.name == name);
    let lines: Vec<_> = of("line").map(|event| &event.data["text"]).collect();
    assert_eq!(lines, ["[main] measures, optimised: true"]);
    if cfg!(target_os = "linux") {
        let report = &of("trace").next().unwrap().data;
        assert_eq!(
            (&report["does"], &report["who"], &report["what"]),
            (&json!("reports"), &json!("measurement"), &json!("{}"))
        );
    }
    assert_eq!(of("end").next().unwrap().data["code"], json!(0));
}

#[test]
fn it_is_stopped_and_leaves_nothing_running() {
    let book = Workbook::new();
    book.write("ch04/figures/waits", "");
    let server = Server::start_ready(book.root());
    let mut events = server.post(RUN).events();
    events.until("line");
    assert_eq!(server.post(STOP).status, 204);
    assert_eq!(events.until("end").data["status"], "stopped");
    assert!(server.others().is_empty(), "{:?}", server.others());
}

#[test]
fn only_measurements_are_found() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    for call in ["run", "stop"] {
        for name in ["ch04/none", "ch04/a-quick", "ch04/..", "..%2fch04/figures"] {
            let response = server.post(&format!("/api/measure/{call}/{name}"));
            let status = response.status;
            assert!(matches!(status, 400 | 404), "{call} {name}: {status}");
        }
        let path = format!("/api/measure/{call}/ch04/figures");
        assert_eq!(server.get(&path).status, 405);
    }
}

#[test]
fn a_read_only_server_measures_nothing() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    for path in [RUN, STOP] {
        assert_eq!(server.post(path).status, 403, "{path}");
    }
}
