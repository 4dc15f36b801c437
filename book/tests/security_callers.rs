//! Who may call: whatever comes from another host, from another origin or without the token of this start
//! is refused, and changes nothing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use support_serve::{EXERCISE, Server, Workbook, exchange, skeleton, status};

/// A request that has no headers but these.
fn bare(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut request = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request + "Content-Length: 0\r\n\r\n"
}

#[test]
fn another_host_gets_nothing_not_even_a_page() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let port = server.address.port();
    for host in [
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1".into(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("0.0.0.0:{port}"),
        format!("localhost.:{port}"),
        String::new(),
    ] {
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/api/state"),
            ("POST", "/api/run/ch04/a-quick"),
            ("POST", "/api/try/run/ch04/says-two"),
        ] {
            // A name that leads to this machine: the page's own origin is that name too.
            let origin = format!("http://{host}");
            let headers = [
                ("Host", &*host),
                ("Origin", &*origin),
                ("Cookie", &*server.cookie),
                ("Sec-Fetch-Site", "same-origin"),
            ];
            let response =
                exchange(server.address, bare(method, path, &headers).as_bytes()).unwrap();
            assert_eq!(response.status, 403, "{method} {path} for {host:?}");
            assert_eq!(response.header("set-cookie"), None);
            assert_eq!(response.text().lines().count(), 1);
        }
    }
    assert!(matches!(
        status(&server, "GET / HTTP/1.1\r\n\r\n"),
        Some(400 | 403)
    ));
    assert!(matches!(
        status(&server, "GET / HTTP/1.0\r\n\r\n"),
        Some(400 | 403)
    ));
    let twice = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nHost: evil.example\r\n\r\n",
        server.address
    );
    assert!(matches!(status(&server, &twice), Some(400 | 403)));
    let absolute = format!(
        "GET http://evil.example/ HTTP/1.1\r\nHost: {}\r\n\r\n",
        server.address
    );
    assert_eq!(status(&server, &absolute), Some(403));
    assert!(server.is_alive());
}

#[test]
fn another_origin_cannot_do_anything() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let (host, port) = (server.address.to_string(), server.address.port());
    let foreign = [
        "null".into(),
        "http://evil.example".into(),
        format!("https://{host}"),
        format!("http://localhost:{port}"),
        format!("http://{host}.evil.example"),
        format!("http://{host}/"),
        format!("http://127.0.0.1:{}", port ^ 1),
        String::new(),
    ];
    for origin in &foreign {
        let headers = [
            ("Host", &*host),
            ("Origin", origin),
            ("Cookie", &*server.cookie),
        ];
        for call in [
            "run/ch04/a-quick",
            "check/ch04/answer",
            "reset/ch04/answer",
            "predict/ch04/a-quick",
        ] {
            let call = bare("POST", &format!("/api/{call}"), &headers);
            assert_eq!(status(&server, &call), Some(403), "{origin:?}");
        }
        assert_eq!(
            status(&server, &bare("PUT", EXERCISE, &headers)),
            Some(403),
            "{origin:?}"
        );
        assert_eq!(
            status(&server, &bare("OPTIONS", EXERCISE, &headers)),
            Some(403),
            "{origin:?}"
        );
        assert_eq!(
            status(&server, &bare("GET", "/api/state", &headers)),
            Some(403),
            "{origin:?}"
        );
    }
    let none = [("Host", &*host), ("Cookie", &*server.cookie)];
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert_eq!(
            status(&server, &bare(method, "/api/run/ch04/a-quick", &none)),
            Some(403)
        );
    }
    let own = format!("http://{host}");
    for site in ["cross-site", "same-site", "none", "anything"] {
        let headers = [
            ("Host", &*host),
            ("Origin", &own),
            ("Cookie", &*server.cookie),
            ("Sec-Fetch-Site", site),
        ];
        let call = bare("POST", "/api/run/ch04/a-quick", &headers);
        assert_eq!(status(&server, &call), Some(403), "{site}");
    }
    let framed = [
        ("Host", &*host),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Dest", "iframe"),
    ];
    assert_eq!(status(&server, &bare("GET", "/", &framed)), Some(403));
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert!(server.is_alive());
}

#[test]
fn a_call_needs_the_token_of_this_start() {
    let book = Workbook::shared();
    let before = Server::start(book.root()).cookie.clone();
    let (_, old) = before.split_once('=').unwrap();
    let server = Server::start(book.root());
    let (name, token) = server.cookie.split_once('=').unwrap();
    assert!(token.len() >= 32);
    assert_ne!(token, old);
    let (host, own) = (
        server.address.to_string(),
        format!("http://{}", server.address),
    );
    let shorter = &token[..token.len() - 1];
    for cookie in [
        String::new(),
        name.to_owned(),
        format!("{name}="),
        format!("{name}={old}"),
        format!("{name}={shorter}"),
        format!("{name}={token}0"),
        format!("{name}=\"{token}\""),
        format!("{name}={}", "0".repeat(token.len())),
        format!("workbook-1={token}"),
        format!("x{name}={token}"),
    ] {
        let headers = [("Host", &*host), ("Origin", &*own), ("Cookie", &*cookie)];
        for (method, path) in [
            ("GET", "/api/state"),
            ("GET", "/api/events"),
            ("GET", EXERCISE),
            ("PUT", EXERCISE),
            ("POST", "/api/run/ch04/a-quick"),
            ("POST", "/api/nothing"),
        ] {
            let call = bare(method, path, &headers);
            assert_eq!(
                status(&server, &call),
                Some(403),
                "{method} {path} with {cookie:?}"
            );
        }
    }
    assert_eq!(
        status(&server, &bare("GET", "/api/state", &[("Host", &*host)])),
        Some(403)
    );
    assert!(server.is_alive());
}
