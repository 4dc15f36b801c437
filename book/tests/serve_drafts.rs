//! Texts that a page holds and no file does yet.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::{Value, json};
use support_serve::{EXERCISE, Server, Workbook, skeleton};

fn draft(text: Option<&str>, at: u64) -> Value {
    json!({
        "text": text, "original": "0", "aside": false, "at": at,
        "host": "127.0.0.1:3000", "browser": "1",
    })
}

#[test]
fn a_draft_outlives_the_server_and_touches_no_file_of_the_reader() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    assert_eq!(server.get("/api/drafts").json(), json!({}));
    for (path, text, at) in [
        ("/api/draft/ch04/answer", "// half\n", 1),
        ("/api/draft/ch04/answer", "// half an answer\n", 3),
        ("/api/draft/ch04/answer", "// overtaken\n", 2),
        ("/api/draft/ch91/says", "fn main() {}\n", 1),
    ] {
        assert_eq!(server.put(path, &draft(Some(text), at)).status, 204);
    }
    // Killed.
    drop(server);
    let server = Server::start(book.root());
    let kept = server.get("/api/drafts").json();
    assert_eq!(kept["ch04/answer"], draft(Some("// half an answer\n"), 3));
    assert_eq!(kept["ch91/says"], draft(Some("fn main() {}\n"), 1));
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert_eq!(server.get(EXERCISE).json()["text"], skeleton());

    assert_eq!(
        server.put("/api/draft/ch04/answer", &draft(None, 4)).status,
        204
    );
    assert_eq!(
        server.get("/api/drafts").json()["ch04/answer"]["text"],
        Value::Null
    );
}

#[test]
fn only_drafts_of_what_is_in_the_book_are_kept_and_none_where_nothing_is_written() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    for path in [
        "ch04/nothing",
        "ch04/a-quick",
        "../answer",
        "%2e%2e/answer",
        "ch04/answer/x",
    ] {
        let refused = server.put(&format!("/api/draft/{path}"), &draft(Some("x"), 1));
        assert!(
            matches!(refused.status, 400 | 404 | 405),
            "{path}: {}",
            refused.status
        );
    }
    for body in [json!({}), json!({ "text": "x" }), json!([])] {
        assert_eq!(server.put("/api/draft/ch04/answer", &body).status, 400);
    }
    let long = "x".repeat(1 << 20);
    let refused = server.put("/api/draft/ch04/answer", &draft(Some(&long), 1));
    assert_eq!(refused.status, 413);
    let read_only = Server::start_with(book.root(), &["--read-only"]);
    let refused = read_only.put("/api/draft/ch04/answer", &draft(Some("x"), 1));
    assert_eq!(refused.status, 403);
    assert!(!book.path("book/drafts.json").exists());
}
