//! How a browser gets in: with the key of the printed address, then with the cookie it's given for it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::fmt::Write as _;

use support_serve::{EXERCISE, Response, Server, Workbook, exchange, status};

/// What a browser sends that was never here, with these headers too.
fn stranger(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let address = server.address;
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    request += "Content-Length: 0\r\n\r\n";
    exchange(server.address, request.as_bytes()).unwrap()
}

fn key(server: &Server) -> &str {
    server.query.strip_prefix("?key=").unwrap()
}

/// The sentence that says what to do.
const HELP: &str = "has opened the address that <code>cargo run</code> printed";

#[test]
fn without_the_key_there_is_no_page_but_a_sentence_that_says_what_to_do() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let wrong = format!("/?key={}", "0".repeat(key(&server).len()));
    for path in [
        "/",
        "/ch04/one.html",
        "/ch04/none.html",
        "/book.js",
        "/?key=",
        "/?again",
        &wrong,
    ] {
        for method in ["GET", "HEAD"] {
            let refused = stranger(&server, method, path, &[]);
            assert_eq!(refused.status, 403, "{method} {path}");
            assert_eq!(refused.header("set-cookie"), None, "{method} {path}");
            assert_eq!(refused.header("cache-control"), Some("no-store"));
            if method == "GET" {
                let text = refused.text();
                assert!(text.contains(HELP), "{text}");
                assert!(!text.contains(key(&server)) && !text.contains("workbook-server"));
            }
        }
    }
    let call = stranger(&server, "GET", "/api/state", &[]);
    assert_eq!(call.status, 403);
    assert!(
        call.text()
            .contains("open the address that cargo run printed")
    );
}

#[test]
fn the_key_is_exchanged_for_a_cookie_and_the_address_is_clean_again() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let query = &server.query;
    for (asked, clean) in [
        (format!("/{query}"), "/"),
        (format!("/ch04/one.html{query}"), "/ch04/one.html"),
        (
            format!("/ch04/one.html{query}&highlight=a"),
            "/ch04/one.html?highlight=a",
        ),
        (format!("//evil.example/{query}"), "/evil.example/"),
    ] {
        // The same address opens a second browser, and a third.
        let entered = stranger(&server, "GET", &asked, &[]);
        assert_eq!(entered.status, 303, "{asked}");
        assert_eq!(entered.header("location"), Some(clean));
        assert_eq!(entered.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(entered.header("cache-control"), Some("no-store"));
        let cookie = entered.header("set-cookie").unwrap();
        for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let cookie = cookie.split(';').next().unwrap();
        let page = stranger(&server, "GET", "/ch04/one.html", &[("Cookie", cookie)]);
        assert_eq!(page.status, 200);
        assert!(!page.text().contains(key(&server)));
    }
    let posted = stranger(
        &server,
        "POST",
        &format!("/{query}"),
        &[("Origin", "http://evil.example")],
    );
    assert_eq!((posted.status, posted.header("set-cookie")), (403, None));
    let call = stranger(&server, "GET", &format!("/api/state{query}"), &[]);
    assert_eq!((call.status, call.header("set-cookie")), (403, None));
}

#[test]
fn a_browser_that_was_let_in_asks_for_pages_as_ever() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    assert_eq!(server.get("/ch04/one.html?highlight=a").status, 200);
    // The address of another start, or the printed one a second time.
    for query in ["?key=old", &*server.query, "?again"] {
        let again = server.get(&format!("/ch04/one.html{query}"));
        assert_eq!(again.status, 303);
        assert_eq!(again.header("location"), Some("/ch04/one.html"));
    }
}

#[test]
fn a_link_from_another_site_makes_the_page_ask_again_by_itself_but_once() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let followed = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
    ];
    let first = stranger(&server, "GET", "/ch04/one.html", &followed);
    assert_eq!((first.status, first.header("set-cookie")), (403, None));
    assert!(first.text().contains("location.replace("));
    let second = stranger(&server, "GET", "/ch04/one.html?again", &followed);
    assert_eq!(second.status, 403);
    assert!(second.text().contains(HELP));
    let framed = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Dest", "iframe"),
    ];
    let framed = stranger(&server, "GET", &format!("/{}", server.query), &framed);
    assert_eq!((framed.status, framed.header("set-cookie")), (403, None));
}

#[test]
#[cfg(target_os = "linux")]
fn after_a_kill_and_a_start_at_the_same_port_the_cookie_still_opens_and_the_address_is_the_same() {
    let book = Workbook::new();
    let before = Server::start(book.root());
    let (port, query, cookie) = (
        before.address.port(),
        before.query.clone(),
        before.cookie.clone(),
    );
    // Killed.
    drop(before);
    let mut server = Server::start_at(book.root(), port, &[]);
    assert_eq!(server.query, query);
    server.cookie = cookie;
    assert_eq!(server.get(EXERCISE).status, 200);
    assert!(server.is_alive());

    let elsewhere = Server::start(book.root());
    assert_ne!(elsewhere.query, query);
}

#[test]
fn a_read_only_server_has_another_key_at_each_start() {
    let book = Workbook::shared();
    let first = Server::start_with(book.root(), &["--read-only"]);
    let (port, query, cookie) = (
        first.address.port(),
        first.query.clone(),
        first.cookie.clone(),
    );
    assert_eq!(first.get("/").status, 200);
    drop(first);
    let second = Server::start_at(book.root(), port, &["--read-only"]);
    assert_ne!(second.query, query);
    let old = format!(
        "GET / HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
        second.address
    );
    assert_eq!(status(&second, &old), Some(403));
}

#[test]
fn the_server_says_its_key_once_and_never_again() {
    let book = Workbook::shared();
    let mut server = Server::start_ready(book.root());
    let query = server.query.clone();
    server.get(&format!("/ch04/one.html{query}"));
    stranger(&server, "GET", "/?key=wrong", &[]);
    server.signal("TERM");
    let (_, said) = server.ended();
    assert!(
        !said.contains(query.strip_prefix("?key=").unwrap()),
        "{said}"
    );
}
