//! How pages and their files come to a browser.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use support_serve::{Server, Workbook, exchange};

#[test]
fn pages_come_with_what_a_browser_needs_to_keep_them_safe() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let page = server.get("/ch04/one.html");
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(
        page.header("cross-origin-resource-policy"),
        Some("same-origin")
    );
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        Some("same-origin")
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("frame-ancestors 'none'") && !policy.contains("http"),
        "{policy}"
    );
    let cookie = page.header("set-cookie").unwrap();
    let name = format!("workbook-{}=", server.address.port());
    assert!(cookie.starts_with(&name), "{cookie}");
    for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let text = page.text();
    assert!(
        text.contains("<head><meta name=\"workbook-server\" content=\"run\">"),
        "{text}"
    );
    assert!(text.contains("Some prose."));
}

#[test]
fn what_is_not_there_is_the_books_own_page() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let lost = server.get("/ch04/nothing.html");
    assert_eq!(lost.status, 404);
    assert_eq!(
        lost.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let call = server.get("/api/nothing");
    assert_eq!(call.status, 404);
    assert_eq!(call.header("set-cookie"), None);
}

#[test]
fn a_head_is_a_page_without_its_body_and_a_known_file_is_not_sent_again() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let head = server.request("HEAD", "/", "");
    assert_eq!(head.status, 200);
    assert_eq!(
        head.header("content-type"),
        Some("text/html; charset=utf-8")
    );

    let text = server.get("/").text();
    let (_, script) = text
        .split_once("<script src=\"")
        .expect("mdBook's pages have scripts");
    let script = format!("/{}", script.split('"').next().unwrap());
    let script_file = server.get(&script);
    assert_eq!(
        script_file.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    let tag = script_file.header("etag").unwrap();
    let again = format!(
        "GET {script} HTTP/1.1\r\n{}If-None-Match: {tag}\r\n\r\n",
        server.headers()
    );
    assert_eq!(
        exchange(server.address, again.as_bytes()).unwrap().status,
        304
    );
}
