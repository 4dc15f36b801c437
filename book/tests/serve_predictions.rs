//! What a reader predicts, on its way to their progress.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::{Value, json};
use support_serve::{Server, Workbook};

const CALL: &str = "/api/predict/ch04/a-quick";

fn answer(server: &Server, body: &Value) -> u16 {
    server.request("POST", CALL, &body.to_string()).status
}

fn kept(server: &Server) -> Value {
    server.get("/api/state").json()["predictions"].clone()
}

#[test]
fn an_answer_is_kept_until_it_is_taken_back() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    assert_eq!(kept(&server), json!({}));
    for line in ["[main] two", "[main] three"] {
        assert_eq!(answer(&server, &json!({ "line": line })), 204);
        assert_eq!(kept(&server), json!({ "ch04/a-quick": line }));
    }
    drop(server);
    let server = Server::start(book.root());
    assert_eq!(kept(&server), json!({ "ch04/a-quick": "[main] three" }));
    assert_eq!(answer(&server, &json!({ "line": null })), 204);
    assert_eq!(kept(&server), json!({}));
}

#[test]
fn only_an_answer_that_the_question_offers_is_kept() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    assert_eq!(answer(&server, &json!({ "line": "[main] four" })), 400);
    assert_eq!(answer(&server, &json!({ "lime": "[main] two" })), 400);
    assert_eq!(answer(&server, &json!([])), 400);
    let unknown = server.request("POST", "/api/predict/ch04/b-endless", "{\"line\":null}");
    assert_eq!(unknown.status, 404);
    assert!(!book.path("book/progress.json").exists());
    // One that it offered once is no answer to what it asks today.
    book.write(
        "book/progress.json",
        "{\"predictions\":{\"ch04/a-quick\":\"[main] four\"}}",
    );
    assert_eq!(kept(&server), json!({}));
}

#[test]
fn nothing_is_kept_where_everything_is_only_read() {
    let book = Workbook::new();
    let server = Server::start_with(book.root(), &["--read-only"]);
    assert_eq!(answer(&server, &json!({ "line": "[main] two" })), 403);
    assert_eq!(kept(&server), json!({}));
}
