//! The program: what it prints, and how it ends.

#![allow(
    clippy::unwrap_used,
    reason = "what a test needs is there, or it fails"
)]

#[path = "conformance/client.rs"]
mod client;
mod program;

use client::get;
#[cfg(unix)]
use client::{ask, reply};
use program::{Program, command, output};
use std::net::TcpListener;

#[test]
fn requests_are_logged_with_numbers_from_1() {
    let mut program = Program::start(&["--speedup", "20"]);
    get(program.addr, "/100/request-0");
    get(program.addr, "/nonsense");
    get(program.addr, "/0/caf%C3%A9");
    assert_eq!(program.line(), "#1 - 100ms: request-0\n");
    assert_eq!(program.line(), "#2 - 0ms: café\n");
}

#[test]
fn a_port_in_use_is_one_sentence_with_the_port_and_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = output(&["--port", &port.to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "error: port {port} of 127.0.0.1 is in use; \
             choose another with --port N, or any free one with --port 0\n"
        )
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn an_unknown_flag_is_refused_with_status_2() {
    let output = output(&["--prot", "0"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: invalid option '--prot'; --help lists what is possible\n"
    );
}

#[test]
fn help_names_every_flag() {
    let output = output(&["--help"]);
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for flag in [
        "--port",
        "--max-connections",
        "--max-delay",
        "--speedup",
        "--grace",
    ] {
        assert!(help.contains(flag), "{flag}");
    }
}

#[test]
fn a_speedup_in_the_environment_that_is_none_is_one_sentence() {
    let output = command()
        .args(["--port", "0"])
        .env("DELAYSERVER_SPEEDUP", "fast")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: DELAYSERVER_SPEEDUP is \"fast\", which is no positive number, such as 20\n"
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_after_what_is_in_flight_was_answered() {
    let mut program = Program::start(&["--grace", "60000"]);
    let waiting = ask(program.addr, "/50/in-flight");
    assert_eq!(program.line(), "#1 - 50ms: in-flight\n");
    program.signal("INT");
    assert_eq!(reply(waiting).body, "in-flight");
    let (rest, status) = program.end();
    assert_eq!(rest, "Ended; every request was answered.\n");
    assert_eq!(status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_too_and_closes_what_would_take_too_long() {
    let mut program = Program::start(&["--grace", "1"]);
    let _waiting = ask(program.addr, "/60000/too-late");
    assert_eq!(program.line(), "#1 - 60000ms: too-late\n");
    program.signal("TERM");
    let (rest, status) = program.end();
    assert_eq!(rest, "Ended; 1 request was closed unanswered.\n");
    assert_eq!(status.code(), Some(0));
}

/// `start()` in a process whose environment says where to point.
#[test]
fn the_environment_can_point_a_step_at_another_server() {
    if std::env::var_os("DELAYSERVER_ADDR").is_some() {
        let server = delayserver::start().unwrap();
        assert_eq!(get(server.addr(), "/0/elsewhere").body, "elsewhere");
        return;
    }
    let mut program = Program::start(&[]);
    let status = again("the_environment_can_point_a_step_at_another_server")
        .env("DELAYSERVER_ADDR", program.addr.to_string())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(program.line(), "#1 - 0ms: elsewhere\n");
}

/// This test program again, with one test only.
fn again(test: &str) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--quiet"]);
    command
}

/// Out of descriptors, the server leaves clients in the backlog until it has some again.
#[cfg(target_os = "linux")]
#[test]
fn more_clients_than_descriptors_are_all_answered() {
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "ulimit -n 24; exec \"$0\" --port 0"]);
    limited.arg(env!("CARGO_BIN_EXE_delayserver"));
    let program = Program::spawn(limited);
    let all: Vec<_> = (0..60)
        .map(|number| ask(program.addr, &format!("/10/{number}")))
        .collect();
    for (number, stream) in all.into_iter().enumerate() {
        assert_eq!(reply(stream).body, number.to_string());
    }
}
