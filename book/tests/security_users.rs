//! Another user of the same machine: refused everything, with a stolen key and a stolen cookie too.
//!
//! It takes root to become another user. Elsewhere the tests say so and pass; with
//! `BOOK_REQUIRE_OTHER_USER=1` they fail.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use serde_json::json;
use support_serve::{EXERCISE, SAYS, Server, Workbook, skeleton};

/// The user that owns nothing.
const NOBODY: u32 = 65534;

/// Sends its input to a port, and prints what comes back.
const TALKS: &str = "exec 3<>/dev/tcp/127.0.0.1/$0; cat >&3; cat <&3";
/// Sends it and hangs up.
const RUNS_AWAY: &str = "exec 3<>/dev/tcp/127.0.0.1/$0; cat >&3";

/// What a client of this user gets for these bytes; `None` if this process may not become that user.
fn client(uid: u32, script: &str, server: &Server, bytes: &[u8]) -> Option<String> {
    let mut process = Command::new("bash")
        .args(["-c", script, &server.address.port().to_string()])
        .current_dir("/")
        .uid(uid)
        .gid(uid)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    // A server that refuses may hang up before it has read everything.
    let _ = process.stdin.take().unwrap().write_all(bytes);
    let output = process.wait_with_output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether there is another user to be.
fn can_be_another(server: &Server) -> bool {
    if rustix::process::geteuid().is_root() && client(NOBODY, "true", server, b"").is_some() {
        return true;
    }
    let why = "only root can become another user";
    assert!(
        std::env::var_os("BOOK_REQUIRE_OTHER_USER").is_none(),
        "{why}"
    );
    eprintln!("skipped: {why}");
    false
}

/// Everything that runs or writes, or shows a page.
fn requests(version: &str) -> Vec<(&'static str, String, String)> {
    let save = json!({ "text": "// theirs\n", "version": version }).to_string();
    let program = json!({ "text": "fn main() { std::process::exit(0) }" }).to_string();
    let mut all = vec![
        ("PUT", EXERCISE.to_owned(), save),
        ("POST", SAYS.to_owned(), program),
        ("PUT", "/api/draft/ch04/answer".to_owned(), "{}".to_owned()),
    ];
    for path in [
        "/api/run/ch04/a-quick",
        "/api/stop/ch04/a-quick",
        "/api/snippet/stop/ch91/says",
        "/api/try/run/ch04/says-two",
        "/api/try/stop/ch04/says-two",
        "/api/check/ch04/answer",
        "/api/hint/ch04/answer",
        "/api/reset/ch04/answer",
        "/api/solution/ch04/answer",
        "/api/predict/ch04/a-quick",
        "/api/measure/run/ch04/figures",
        "/api/measure/stop/ch04/figures",
        "/api/try/run/ch04/any",
        "/api/try/stop/ch04/any",
    ] {
        all.push(("POST", path.to_owned(), String::new()));
    }
    for path in [
        "/",
        "/ch04/one.html",
        "/api/state",
        "/api/drafts",
        "/api/events",
        EXERCISE,
    ] {
        all.push(("GET", path.to_owned(), String::new()));
    }
    all
}

/// What stands before the names in each call that the server knows.
fn calls() -> impl Iterator<Item = &'static str> {
    let routes = include_str!("../src/serve/api.rs").split("\"/api/").skip(1);
    routes.filter_map(|rest| rest.split(['"', '{']).next())
}

#[test]
fn every_call_of_the_server_is_tried_here() {
    let tried = requests("");
    assert!(calls().count() > 10);
    for call in calls() {
        let call = format!("/api/{call}");
        assert!(
            call == "/api/" || tried.iter().any(|(_, path, _)| path.starts_with(&call)),
            "{call}"
        );
    }
}

fn bytes(server: &Server, method: &str, path: &str, cookie: &str, body: &str) -> Vec<u8> {
    let (address, length) = (server.address, body.len());
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n{cookie}\
         Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn is_refused(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 403 ")
        && !answer.to_ascii_lowercase().contains("set-cookie")
        && !answer.contains("workbook-server")
}

#[test]
fn another_user_is_refused_everything_whatever_they_know() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    if !can_be_another(&server) {
        return;
    }
    let version = server.get(EXERCISE).json()["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let name = server.cookie.split('=').next().unwrap();
    let guessed = format!("Cookie: {name}={}\r\n", "0".repeat(32));
    let stolen = format!("Cookie: {}\r\n", server.cookie);
    for cookie in ["", &guessed, &stolen] {
        for (method, path, body) in requests(&version) {
            let answer = client(
                NOBODY,
                TALKS,
                &server,
                &bytes(&server, method, &path, cookie, &body),
            );
            let answer = answer.unwrap();
            assert!(is_refused(&answer), "{method} {path} {cookie}: {answer}");
        }
    }
    // The address without the key, and with it.
    for path in ["/".to_owned(), format!("/{}", server.query)] {
        let answer = client(
            NOBODY,
            TALKS,
            &server,
            &bytes(&server, "GET", &path, "", ""),
        );
        assert!(is_refused(&answer.unwrap()), "{path}");
    }
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert!(!book.path("book/progress.json").exists());
    assert!(!book.path("book/drafts.json").exists());

    // The very same client is served as the reader: it's the user that decides.
    let page = bytes(&server, "GET", "/ch04/one.html", &stolen, "");
    let answer = client(0, TALKS, &server, &page).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(server.is_alive());
}

#[test]
fn another_user_who_hangs_up_at_once_is_refused_too() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    if !can_be_another(&server) {
        return;
    }
    let version = server.get(EXERCISE).json()["version"]
        .as_str()
        .unwrap()
        .to_owned();
    let stolen = format!("Cookie: {}\r\n", server.cookie);
    let body = json!({ "text": "// theirs\n", "version": version }).to_string();
    let save = bytes(&server, "PUT", EXERCISE, &stolen, &body);
    // The system lists a socket that was closed as root's.
    for _ in 0..50 {
        client(NOBODY, RUNS_AWAY, &server, &save).unwrap();
    }
    // Connections are accepted in turn, so all of those have been looked at.
    assert!(server.is_alive());
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
}
