//! The server as a whole: how it starts, what it refuses where it may only show, and how it ends.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::json;
use support_serve::{EXERCISE, Server, Workbook, command, skeleton, stderr};

#[test]
fn a_port_in_use_is_named_with_the_flag_that_helps() {
    let book = Workbook::shared();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = command(book.root())
        .args(["serve", "--no-open", "--port", &port])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn read_only_shows_everything_and_does_nothing() {
    let book = Workbook::new();
    let mut server = Server::start_with(book.root(), &["--read-only"]);
    let page = server.get("/ch04/one.html").text();
    assert!(page.contains("<meta name=\"workbook-server\" content=\"read\">"));
    assert_eq!(server.get("/api/state").json()["readOnly"], true);
    assert_eq!(server.get(EXERCISE).status, 200);
    for path in [
        "run/ch04/a-quick",
        "stop/ch04/a-quick",
        "check/ch04/answer",
        "hint/ch04/answer",
    ] {
        assert_eq!(server.post(&format!("/api/{path}")).status, 403, "{path}");
    }
    for path in ["reset/ch04/answer", "solution/ch04/answer"] {
        assert_eq!(server.post(&format!("/api/{path}")).status, 403, "{path}");
    }
    let read = server.get(EXERCISE).json();
    assert_eq!(
        server
            .put(EXERCISE, &json!({ "text": "", "version": read["version"] }))
            .status,
        403
    );
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert_eq!(server.others(), [""; 0]);
    assert!(!book.path("target").exists());
    server.signal("TERM");
    assert_eq!(server.ended().0.code(), Some(0));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_everything_with_a_run_and_a_page_still_open() {
    for signal in ["INT", "TERM"] {
        let book = Workbook::shared();
        let mut server = Server::start(book.root());
        let mut told = server.get("/api/events").events();
        told.until("state");
        let mut run = server.run("ch04/c-forks");
        run.until("line");
        server.signal(signal);
        assert_eq!(run.until("end").data["status"], "stopped");
        assert_eq!(run.next(), None);
        while told.next().is_some() {}
        let (status, said) = server.ended();
        assert_eq!(status.code(), Some(0), "{said}");
        server.wait_until_alone();
    }
}

#[test]
fn steps_that_do_not_build_are_not_said_to_be_ready() {
    let book = Workbook::new();
    book.write("ch04/src/lib.rs", "compile_error!(\"not here\");\n");
    let mut server = Server::start(book.root());
    server.until_said("steps of ch04 do not build: a step that is run says why");
    server.signal("TERM");
    assert!(!server.ended().1.contains("ready"));
}
