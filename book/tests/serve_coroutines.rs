//! A coroutine that a page sends gets its machine or the reasons why there is none: from a server that runs nothing too,
//! for nobody but a page of that server, and whatever the text is.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::{Value, json};
use std::thread;
use support_serve::{LONGEST, Response, Server, Workbook, exchange};

const REWRITE: &str = "/api/corofy";

const COROUTINE: &str = "\
coroutine fn answer(request: Request) -> u32 {
    let first: u32 = request.wait;
    first + 1
}
";

fn body(text: &str, target: &str) -> String {
    json!({ "text": text, "target": target }).to_string()
}

fn rewrite(server: &Server, text: &str) -> Value {
    let response = server.request("POST", REWRITE, &body(text, "polling"));
    assert_eq!(response.status, 200);
    response.json()
}

#[test]
fn a_coroutine_gets_its_machine_and_the_lines_of_each_state() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let machine = rewrite(&server, COROUTINE);
    let text = machine["text"].as_str().unwrap();
    assert!(
        text.contains("enum AnswerState") && !text.contains("coroutine fn"),
        "{text}"
    );
    let links = machine["links"].as_array().unwrap();
    let waits = links.iter().find(|link| link["state"] == "Wait1").unwrap();
    assert_eq!(waits["source"][0], 2);
    let line = waits["machine"][0].as_u64().unwrap();
    let line = text.lines().nth(usize::try_from(line).unwrap() - 1);
    assert!(line.unwrap().contains("AnswerState::Wait1"), "{line:?}");
}

#[test]
fn each_target_has_its_own_poll_and_an_unknown_one_is_refused() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    for (target, poll) in [
        ("polling", "fn poll(&mut self) -> "),
        ("waker", "fn poll(&mut self, waker: &"),
        ("pinned", "self: std::pin::Pin<&mut Self>"),
    ] {
        let response = server.request("POST", REWRITE, &body(COROUTINE, target));
        let machine = response.json();
        let text = machine["text"].as_str().unwrap();
        assert!(text.contains(poll), "{target}: {text}");
    }
    let refused = server.request("POST", REWRITE, &body(COROUTINE, "Polling"));
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.text(),
        "There is no such target; there are polling, waker, pinned.\n"
    );
}

#[test]
fn a_text_that_is_refused_gets_the_reasons_with_line_and_column() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let refused = rewrite(
        &server,
        &COROUTINE.replace("first + 1", "let é = 'é'; let x = ;"),
    );
    let reasons = refused["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 1, "{refused}");
    assert_eq!(
        (&reasons[0]["line"], &reasons[0]["column"]),
        (&json!(3), &json!(26))
    );
    assert!(!reasons[0]["why"].as_str().unwrap().is_empty());
    assert!(refused.get("text").is_none());
}

#[test]
fn a_read_only_server_writes_machines_too() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    assert!(rewrite(&server, COROUTINE)["text"].is_string());
    let run = server.request("POST", "/api/snippet/run/ch91/says", "");
    assert_eq!(run.status, 403, "it runs nothing all the same");
    for path in ["/api/corofy/", "/api/corofy/x", "/api//corofy"] {
        assert_eq!(server.request("POST", path, "").status, 403, "{path}");
    }
}

#[test]
fn nobody_but_a_page_of_this_server_has_a_text_rewritten() {
    let book = Workbook::shared();
    for options in [&[][..], &["--read-only"]] {
        let server = Server::start_with(book.root(), options);
        let (address, cookie) = (server.address, &server.cookie);
        let own = format!("http://{address}");
        let body = body(COROUTINE, "polling");
        let ask = |host: &str, origin: &str, cookie: &str| -> Response {
            let head = format!(
                "POST {REWRITE} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
            );
            let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            exchange(address, request.as_bytes()).unwrap()
        };
        let host = address.to_string();
        let refused = [
            ask("evil.example", "http://evil.example", cookie),
            ask(&host, "http://evil.example", cookie),
            ask(&host, "null", cookie),
            ask(&host, &own, "workbook=1"),
            ask(&host, &own, ""),
        ];
        for (nth, response) in refused.into_iter().enumerate() {
            assert_eq!(response.status, 403, "{options:?}, the {nth}th");
        }
        assert_eq!(ask(&host, &own, cookie).status, 200);
        assert_eq!(server.get(REWRITE).status, 405);
    }
}

#[test]
fn what_is_too_long_or_not_understood_is_refused_in_a_sentence() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let refused = |body: &str, status: u16| {
        let response = server.request("POST", REWRITE, body);
        assert_eq!(response.status, status);
        let text = response.text();
        assert_eq!(text.lines().count(), 1, "{text}");
        text
    };
    let sentence = "The text is longer than 64 KiB, which is as long as one may be.\n";
    let longest = format!("{COROUTINE}//{}", "x".repeat(LONGEST - COROUTINE.len() - 2));
    assert!(rewrite(&server, &longest)["text"].is_string());
    assert_eq!(refused(&body(&(longest + "x"), "polling"), 413), sentence);
    assert_eq!(
        refused(&body(&"\"\n".repeat(1 << 20), "polling"), 413),
        sentence
    );
    refused("{\"text\": 1}", 400);
    refused(&json!({ "text": COROUTINE }).to_string(), 400);
    refused("", 400);
}

/// Texts that would take a compiler long, or its stack.
fn hostile() -> Vec<(&'static str, String)> {
    let nest = |open: &str, close: &str, count: usize| {
        format!("{}1{}", open.repeat(count), close.repeat(count))
    };
    let of =
        |expression: &str| format!("coroutine fn f(g: G) {{ let x: u8 = {expression}; g.wait; }}");
    vec![
        ("brackets", of(&nest("(", ")", 20_000))),
        ("open brackets", "(".repeat(60_000)),
        ("closed brackets", "}".repeat(60_000)),
        ("blocks", of(&nest("{", "}", 20_000))),
        ("negations", of(&format!("{}1", "!".repeat(60_000)))),
        ("minus", of(&format!("{}1", "- ".repeat(30_000)))),
        ("references", of(&format!("{}1", "&".repeat(60_000)))),
        ("sums", of(&format!("{}1", "1 + ".repeat(12_000)))),
        ("methods", of(&format!("1{}", ".a()".repeat(15_000)))),
        ("waits", of(&format!("g{}", ".wait".repeat(12_000)))),
        ("questions", of(&format!("g{}", "?".repeat(60_000)))),
        (
            "else if",
            of(&format!("{} {{ 1 }}", "if a { 1 } else ".repeat(3_500))),
        ),
        ("closures", of(&format!("{}1", "|| ".repeat(20_000)))),
        ("ranges", of(&format!("1{}", "..1".repeat(20_000)))),
        ("casts", of(&format!("1{}", " as u8".repeat(9_000)))),
        ("arrays", of(&nest("[", "]", 20_000))),
        (
            "types",
            format!(
                "coroutine fn f(g: {}u8{}) {{}}",
                "A<".repeat(20_000),
                ">".repeat(20_000)
            ),
        ),
        (
            "pointers",
            format!("coroutine fn f(g: {}u8) {{}}", "&".repeat(60_000)),
        ),
        (
            "patterns",
            format!(
                "coroutine fn f() {{ let {}x{} = 1; }}",
                "(".repeat(20_000),
                ")".repeat(20_000)
            ),
        ),
        (
            "modules",
            format!("{}{}", "mod a {".repeat(8_000), "}".repeat(8_000)),
        ),
        ("macros", of(&nest("a!(", ")", 15_000))),
        (
            "generics",
            format!("coroutine fn f<{}>() {{}}", "A,".repeat(30_000)),
        ),
        (
            "coroutines",
            "coroutine fn f(g: G) { g.wait; }\n".repeat(20),
        ),
        (
            "statements",
            format!(
                "coroutine fn f(g: G) {{ {} }}",
                "let x: u8 = h(x).wait; ".repeat(60)
            ),
        ),
        (
            "loops",
            format!(
                "coroutine fn f(g: G) {{ {}g.wait;{} }}",
                "loop { ".repeat(8_000),
                "}".repeat(8_000)
            ),
        ),
        (
            "ifs",
            format!(
                "coroutine fn f(g: G) {{ {} }}",
                "if a { g.wait; } ".repeat(3_500)
            ),
        ),
        (
            "arms",
            format!(
                "coroutine fn f(g: G) {{ match a {{ {} }} }}",
                "1 => g.wait, ".repeat(60)
            ),
        ),
        (
            "labels",
            format!(
                "coroutine fn f(g: G) {{ {}g.wait;{} }}",
                "'a: loop { ".repeat(5_000),
                "}".repeat(5_000)
            ),
        ),
        (
            "shadows",
            format!(
                "coroutine fn f(g: G) {{ {} g.wait; }}",
                "let x = x; ".repeat(400)
            ),
        ),
        (
            "attributes",
            format!("{} fn f() {{}}", "#[a]".repeat(15_000)),
        ),
        (
            "an open string",
            format!("coroutine fn f() {{ \"{}", "\\".repeat(60_000)),
        ),
        ("an open comment", "/*".repeat(30_000)),
        ("letters", "\u{0}\u{202e}\u{feff}é𝕏".repeat(4_000)),
        ("words", "coroutine ".repeat(6_000)),
        (
            "format",
            of(&format!("format!(\"{}\")", "{x}".repeat(15_000))),
        ),
        ("arguments", of(&format!("f({})", "g.wait, ".repeat(60)))),
        ("and", of(&format!("{}true", "g.wait && ".repeat(5_000)))),
    ]
}

#[test]
fn no_text_ends_the_server_or_is_left_without_an_answer() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    for (name, text) in hostile() {
        assert!(text.len() <= LONGEST, "{name} has {} bytes", text.len());
        for target in ["polling", "pinned"] {
            let response = server.request("POST", REWRITE, &body(&text, target));
            let status = response.status;
            let answer = response.text();
            assert_eq!(status, 200, "{name}: {answer}");
            let answer: Value = serde_json::from_str(&answer).unwrap();
            assert!(
                answer["text"].is_string() || answer["reasons"].is_array(),
                "{name}"
            );
        }
    }
    assert!(rewrite(&server, COROUTINE)["text"].is_string());
}

#[test]
fn more_texts_than_are_rewritten_at_once_are_all_answered() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    thread::scope(|scope| {
        for nth in 0..24 {
            let server = &server;
            scope.spawn(move || {
                let text = COROUTINE.replace("answer", &format!("answer_{nth}"));
                let machine = rewrite(server, &text);
                let written = machine["text"].as_str().unwrap();
                assert!(
                    written.contains(&format!("enum Answer{nth}State")),
                    "{written}"
                );
            });
        }
    });
}

#[test]
fn a_draft_of_a_coroutine_that_a_page_shows_is_kept() {
    let book = Workbook::new();
    book.write("ch04/coroutines/one-wait.coroutine.rs", COROUTINE);
    let page = "# One\n\n{{#corofy ch04/coroutines one-wait}}\n";
    book.write("book/pages/ch04/one.md", page);
    let server = Server::start(book.root());
    let draft = json!({
        "text": "// half", "original": COROUTINE, "aside": false, "at": 1,
        "host": "127.0.0.1:3000", "browser": "1",
    });
    assert_eq!(server.put("/api/draft/ch04/one-wait", &draft).status, 204);
    assert_eq!(server.put("/api/draft/ch04/two-waits", &draft).status, 404);
    assert_eq!(
        server.get("/api/drafts").json(),
        json!({ "ch04/one-wait": draft })
    );
}
