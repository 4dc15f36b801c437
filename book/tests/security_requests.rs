//! What may be asked for: names, requests and bodies that no page would send are refused, and lead to no
//! file.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::io::Write;
use std::net::Shutdown;

use serde_json::json;
use support_serve::{EXERCISE, Server, Workbook, exchange, receive, send, skeleton, status};

/// Names that mean something to a file system, and none to the book.
fn tricks() -> Vec<String> {
    let mut names: Vec<String> = [
        "..",
        ".",
        "%2e%2e",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e%2fCargo.toml",
        "..%5c..%5cCargo.toml",
        "..\\..\\Cargo.toml",
        "%2fetc%2fpasswd",
        "C:%5cWindows",
        "a-quick%00",
        "%00",
        "a-quick%00.rs",
        "a-quick/",
        "a-quick%20",
        "a-quick;id",
        "$(id)",
        "`id`",
        "--help",
        "%ff%fe",
        "%",
        "%zz",
        "~root",
        "ch04%2fa-quick",
        "answer.rs",
        "A-QUICK",
    ]
    .map(String::from)
    .into();
    names.push("a".repeat(20_000));
    names.push("%2e%2e%2f".repeat(2_000) + "etc%2fpasswd");
    names
}

#[test]
fn no_name_leads_to_a_file() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let calls = [
        "run", "stop", "check", "hint", "reset", "solution", "predict",
    ];
    let get = |path: String| exchange(server.address, &server.bytes("GET", &path, ""));
    for name in tricks() {
        for names in [
            format!("ch04/{name}"),
            format!("{name}/a-quick"),
            format!("{name}/answer"),
            name,
        ] {
            let refused = |status: Option<u16>, what: &str| {
                let refused =
                    status.is_none_or(|status| matches!(status, 400 | 404 | 405 | 414 | 431));
                let short: String = names.chars().take(60).collect();
                assert!(refused, "{what} of {short}: {status:?}");
            };
            for call in calls {
                let call = server.bytes("POST", &format!("/api/{call}/{names}"), "");
                refused(
                    exchange(server.address, &call).map(|it| it.status),
                    "a call",
                );
            }
            let file = format!("/api/exercise/{names}");
            refused(get(file.clone()).map(|it| it.status), "an exercise");
            let body = json!({ "text": "", "version": "" }).to_string();
            let save = server.bytes("PUT", &file, &body);
            refused(
                exchange(server.address, &save).map(|it| it.status),
                "a save",
            );
            refused(get(format!("/{names}")).map(|it| it.status), "a page");
        }
    }
    for path in [
        "/../Cargo.toml",
        "/../../../../../../etc/passwd",
        "/ch04/../../Cargo.toml",
        "/ch04/..%2f..%2fbook.toml",
        "/%2e%2e/book.toml",
        "/book.toml",
        "/Cargo.toml",
        "/.git/config",
        "//etc/passwd",
        "/etc/passwd",
        "/ch04/one.html%00",
        "/ch04/one.html/",
        "/ch04\\one.html",
        "/./index.html",
    ] {
        let status = get(path.into()).map(|response| response.status);
        assert!(
            matches!(status, None | Some(400 | 404)),
            "{path}: {status:?}"
        );
    }
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert!(!book.path("book/progress.json").exists());
    assert!(server.is_alive());
}

#[test]
fn what_is_not_http_is_refused() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let long = format!(
        "GET / HTTP/1.1\r\n{}X: {}\r\n\r\n",
        server.headers(),
        "x".repeat(1 << 20)
    );
    let many = format!(
        "GET / HTTP/1.1\r\n{}{}\r\n",
        server.headers(),
        "X: y\r\n".repeat(10_000)
    );
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let socket = send(server.address, bytes);
        let _ = socket.shutdown(Shutdown::Write);
        let status = receive(socket).ok().map(|response| response.status);
        assert!(status.is_none_or(|status| status >= 400), "{status:?}");
    }
    assert!(server.is_alive());
}

#[test]
fn bodies_that_are_too_long_are_refused_whether_declared_or_not() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let version = server.get(EXERCISE).json()["version"].clone();
    let body = json!({ "text": "x".repeat(256 << 10), "version": version }).to_string();
    assert_eq!(server.request("PUT", EXERCISE, &body).status, 413);

    let declared = format!(
        "PUT {EXERCISE} HTTP/1.1\r\n{}Content-Length: 1000000000000\r\n\r\n",
        server.headers()
    );
    assert_eq!(status(&server, &declared), Some(413));

    let mut chunked = format!(
        "PUT {EXERCISE} HTTP/1.1\r\n{}Transfer-Encoding: chunked\r\n\r\n",
        server.headers()
    );
    let mut socket = send(server.address, chunked.as_bytes());
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for _ in 0..5 {
        let _ = socket.write_all(chunk.as_bytes());
    }
    assert_eq!(receive(socket).unwrap().status, 413);
    chunked += "ffffffffffffffff\r\n";
    assert!(status(&server, &chunked).is_none_or(|status| status >= 400));

    for call in [
        "run/ch04/a-quick",
        "hint/ch04/answer",
        "reset/ch04/answer",
        "solution/ch04/answer",
        "predict/ch04/a-quick",
    ] {
        let answer = server.request("POST", &format!("/api/{call}"), &" ".repeat(2 << 10));
        assert_eq!(answer.status, 413, "{call}");
    }
    for broken in [
        "",
        "{",
        "[]",
        "{\"text\":1}",
        "{\"text\":\"\"}",
        "\u{0}",
        "null",
    ] {
        assert_eq!(
            server.request("PUT", EXERCISE, broken).status,
            400,
            "{broken:?}"
        );
    }
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert!(server.is_alive());
}

#[test]
fn a_body_that_breaks_off_saves_nothing() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let version = server.get(EXERCISE).json()["version"].clone();
    let whole = server.bytes(
        "PUT",
        EXERCISE,
        &json!({ "text": "half", "version": version }).to_string(),
    );
    for cut in [1, 5, 30] {
        let socket = send(server.address, &whole[..whole.len() - cut]);
        socket.shutdown(Shutdown::Write).unwrap();
        assert!(receive(socket).map_or(400, |response| response.status) >= 400);
    }
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert!(server.is_alive());
}
