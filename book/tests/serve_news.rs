//! What open pages are told without asking: that the book, an exercise or the progress has changed.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use support_serve::{EXERCISE, Server, Workbook, command, exchange, stderr};

#[test]
fn a_changed_page_reloads_and_a_broken_one_says_why_and_keeps_the_old() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    let page = book.read("book/pages/ch04/one.md");
    told.until("state");

    book.write(
        "book/pages/ch04/one.md",
        &page.replace("Some prose.", "Other prose."),
    );
    told.until("reload");
    assert!(server.get("/ch04/one.html").text().contains("Other prose."));

    book.write(
        "book/pages/ch04/one.md",
        "# One\n\n{{#step ch04/missing}}\n",
    );
    let problem = told.until("problem").data["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(problem.contains("book/pages/ch04/one.md:3"), "{problem}");
    assert!(server.get("/ch04/one.html").text().contains("Other prose."));
    let mut later = server.get("/api/events").events();
    assert_eq!(later.until("problem").data["text"], problem.as_str());

    book.write("book/pages/ch04/one.md", &page);
    told.until("reload");
    assert!(server.get("/ch04/one.html").text().contains("Some prose."));
}

#[test]
fn code_that_a_page_shows_reloads_it() {
    let book = Workbook::new();
    book.write(
        "book/pages/ch04/one.md",
        "# One\n\n{{#code ch04/src/lib.rs}}\n",
    );
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    told.until("state");
    book.write(
        "ch04/src/lib.rs",
        "//! One.\n\n/// Shown.\npub fn shown() {}\n",
    );
    told.until("reload");
    assert!(server.get("/ch04/one.html").text().contains("shown"));
}

#[test]
fn a_book_that_never_built_shows_why_until_it_does() {
    let book = Workbook::new();
    let page = book.read("book/pages/ch04/one.md");
    book.write(
        "book/pages/ch04/one.md",
        "# One\n\n{{#code ch04/src/missing.rs}}\n",
    );
    let server = Server::start(book.root());
    let text = server.get("/").text();
    assert!(text.contains("book/pages/ch04/one.md:3"), "{text}");
    let mut told = server.get("/api/events").events();
    told.until("problem");
    book.write("book/pages/ch04/one.md", &page);
    told.until("reload");
    assert!(server.get("/").text().contains("Some prose."));
}

#[test]
fn an_editors_save_tells_the_page_which_version_is_on_disk() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    told.until("state");
    book.write("ch04/exercises/answer.rs", "// from an editor\n");
    let event = told.until("exercise");
    assert_eq!(event.data["id"], "ch04/answer");
    assert_eq!(
        event.data["version"],
        server.get(EXERCISE).json()["version"]
    );
}

#[test]
fn progress_made_in_a_terminal_reaches_the_page() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    told.until("state");
    let hint = command(book.root())
        .args(["hint", "ch04/answer"])
        .output()
        .unwrap();
    assert!(hint.status.success(), "{}", stderr(&hint));
    assert_eq!(
        told.until("state").data["exercises"]["ch04/answer"]["hints"],
        1
    );
}

#[test]
fn a_page_that_connects_again_is_told_what_it_missed() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    let id = told.until("state").id.unwrap();
    told.hang_up();
    let again = || {
        let id = format!("Last-Event-ID: {id}\r\n");
        let request = format!("GET /api/events HTTP/1.1\r\n{}{id}\r\n", server.headers());
        exchange(server.address, request.as_bytes())
            .unwrap()
            .events()
    };
    let mut same = again();
    assert_eq!(same.next().unwrap().name, "state");
    let page = book.read("book/pages/ch04/one.md");
    book.write("book/pages/ch04/one.md", &page.replace("Some", "Other"));
    same.until("reload");
    assert_eq!(again().next().unwrap().name, "reload");
}
