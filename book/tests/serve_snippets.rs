//! Programs on pages, behind the real server: run as they stand or as their reader edited them, by
//! nobody else, and with nothing left of them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use book::model::Workspace;
use book::run::{Event, Limits, Status, Stop, run_snippet};
use serde_json::json;
use support_serve::{
    LONGEST, Response, SAYS, Server, Workbook, edited, exchange, lines, run_program as run,
};
use tokio::sync::mpsc;

/// A program that writes to the channel by hand: it's built without the crate that does that.
#[cfg(target_os = "linux")]
const STATES: &str = r####"
use std::io::Write;
fn main() {
    let number = std::env::var("BOOK_CHANNEL").unwrap();
    let mut channel = std::fs::File::options().write(true).open(format!("/dev/fd/{number}")).unwrap();
    let t = 1; // before it began
    writeln!(channel, r##"{{"t":{t},"does":"waits","who":"main","what":"a door","at":"a.rs:7","thread":1}}"##).unwrap();
}
"####;

#[test]
#[cfg(target_os = "linux")]
fn what_a_program_states_on_its_channel_goes_to_the_page() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let events = run(&server, SAYS, &edited(STATES));
    let traced: Vec<_> = events.filter(|event| event.name == "trace").collect();
    let expected = json!({
        "ms": 0.0, "does": "waits", "who": "main", "what": "a door", "at": "a.rs:7", "thread": 1
    });
    assert_eq!(traced.len(), 1);
    assert_eq!(traced[0].data, expected);
}

#[test]
fn a_program_runs_as_it_stands_or_as_it_was_edited() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let (said, end) = lines(run(&server, SAYS, ""));
    assert_eq!(said, ["[main] as it stands"]);
    assert_eq!(
        (&end["status"], &end["code"]),
        (&json!("exited"), &json!(0))
    );
    let mine = edited("fn main() { eprintln!(\"mine\"); std::process::exit(3) }");
    let (said, end) = lines(run(&server, SAYS, &mine));
    assert_eq!((said, &end["code"]), (vec!["mine".to_owned()], &json!(3)));
    let (said, _) = lines(run(&server, SAYS, ""));
    assert_eq!(
        said,
        ["[main] as it stands"],
        "an edit is gone with its run"
    );
}

#[test]
fn what_does_not_compile_is_told_in_the_compilers_words_by_the_programs_name() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let mut events = run(
        &server,
        SAYS,
        &edited("fn main() {\n    let x: u32 = \"one\";\n}\n"),
    );
    let said = events.until("compiler").data["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        said.contains("mismatched types") && said.contains("--> ch91/says.rs:2:"),
        "{said}"
    );
    assert!(
        !said.contains("target/") && !said.contains('\u{1b}'),
        "{said}"
    );
    assert_eq!(events.until("end").data["status"], "did-not-compile");
    let mut events = run(&server, SAYS, &edited("fn main() {\n    let x = 1;\n}\n"));
    let said = events.until("compiler").data["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(said.contains("unused variable"), "{said}");
    assert_eq!(events.until("end").data["code"], 0);
}

#[test]
fn what_is_too_long_or_not_understood_is_refused_in_a_sentence() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let refused = |body: &str, status: u16| {
        let response = server.request("POST", SAYS, body);
        assert_eq!(response.status, status);
        let text = response.text();
        assert_eq!(text.lines().count(), 1, "{text}");
        text
    };
    let fits = format!("fn main() {{}} // {}", "x".repeat(LONGEST - 16));
    assert_eq!(fits.len(), LONGEST);
    assert_eq!(lines(run(&server, SAYS, &edited(&fits))).1["code"], 0);
    let sentence = "The program is longer than 64 KiB, which is as long as one may be.\n";
    assert_eq!(refused(&edited(&(fits + "x")), 413), sentence);
    assert_eq!(refused(&edited(&"\"\n".repeat(1 << 20)), 413), sentence);
    refused("{\"text\": 1}", 400);
    refused("fn main() {}", 400);
    let by_hand = |head: &str, body: &[u8]| {
        let head = format!("POST {SAYS} HTTP/1.1\r\n{}{head}\r\n\r\n", server.headers());
        exchange(server.address, &[head.as_bytes(), body].concat()).unwrap()
    };
    let bytes = b"{\"text\":\"\xff\"}";
    let response = by_hand(&format!("Content-Length: {}", bytes.len()), bytes);
    assert_eq!(response.status, 400);
    // As long as nobody says how long it will be.
    let chunk = format!("8000\r\n{}\r\n", "\n".repeat(0x8000));
    let response = by_hand("Transfer-Encoding: chunked", chunk.repeat(16).as_bytes());
    assert_eq!(
        (response.status, response.text()),
        (413, sentence.to_owned())
    );
    assert!(server.is_alive());
}

#[test]
fn only_programs_of_the_pages_are_found() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    for call in ["run", "stop"] {
        for name in [
            "ch91/none",
            "ch04/says",
            "ch04/a-quick",
            "ch91/..",
            "..%2f..%2fch91/says",
            "ch91/says%00",
        ] {
            let response = server.post(&format!("/api/snippet/{call}/{name}"));
            assert!(
                matches!(response.status, 400 | 404),
                "{call} {name}: {}",
                response.status
            );
        }
        assert_eq!(
            server.get(&format!("/api/snippet/{call}/ch91/says")).status,
            405
        );
    }
    assert_eq!(
        server.post("/api/run/ch91/says").status,
        404,
        "it is no step"
    );
}

#[test]
fn nobody_but_a_page_of_this_server_runs_a_text() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let (address, cookie) = (server.address, &server.cookie);
    let own = format!("http://{address}");
    let body = edited("fn main() { panic!(\"it was run\") }");
    let ask = |path: &str, host: &str, origin: &str, cookie: &str| -> Response {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
        );
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        exchange(address, request.as_bytes()).unwrap()
    };
    let host = address.to_string();
    for path in [SAYS, "/api/snippet/stop/ch91/says"] {
        let refused = [
            ask(path, "evil.example", "http://evil.example", cookie),
            ask(path, &host, "http://evil.example", cookie),
            ask(path, &host, "null", cookie),
            ask(path, &host, &own, "workbook=1"),
            ask(path, &host, &own, ""),
        ];
        for (nth, response) in refused.into_iter().enumerate() {
            assert_eq!(response.status, 403, "{path}, the {nth}th");
        }
    }
    assert!(server.others().is_empty(), "{:?}", server.others());
}

#[test]
fn a_read_only_server_runs_no_program() {
    let book = Workbook::shared();
    let server = Server::start_with(book.root(), &["--read-only"]);
    for path in [SAYS, "/api/snippet/stop/ch91/says"] {
        let response = server.request("POST", path, &edited("fn main() {}"));
        assert_eq!(response.status, 403, "{path}");
        assert_eq!(
            response.text(),
            "This server was started with --read-only.\n"
        );
    }
    assert!(
        server
            .get("/ch91/in-place.html")
            .text()
            .contains("as it stands")
    );
}

/// Each of them edits the same program in a crate of its own.
#[test]
fn servers_that_run_one_program_at_once_do_not_get_in_each_others_way() {
    let book = Workbook::shared();
    let servers = [(); 3].map(|()| Server::start(book.root()));
    std::thread::scope(|scope| {
        for (nth, server) in servers.iter().enumerate() {
            scope.spawn(move || {
                for round in 0..3 {
                    let says = format!("server {nth}, round {round}");
                    let text = format!("fn main() {{ println!(\"{says}\"); }}");
                    let (said, end) = lines(run(server, SAYS, &edited(&text)));
                    assert_eq!((said, &end["code"]), (vec![says], &json!(0)));
                }
            });
        }
    });
}

#[test]
fn the_last_event_is_the_end_even_where_nothing_can_be_written() {
    let dir = tempfile::tempdir().unwrap();
    // A file where the folder of the crates would be.
    std::fs::create_dir(dir.path().join("target")).unwrap();
    std::fs::write(dir.path().join("target/book"), "").unwrap();
    let book = Workbook::shared();
    let ws = Workspace::load(book.root()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (events, mut coming) = mpsc::channel(64);
    let snippet = ws.snippet("says").unwrap();
    let end = runtime.block_on(run_snippet(
        snippet,
        None,
        dir.path(),
        Limits::default(),
        Stop::new(),
        events,
    ));
    let Status::Failed(why) = &end.status else {
        panic!("{end:?}")
    };
    assert!(
        why.contains("cannot write in ") && why.contains("ch91-says"),
        "{why}"
    );
    assert_eq!(coming.blocking_recv(), Some(Event::Ended(end)));
}
