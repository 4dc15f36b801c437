//! What a page can ask of the server, over a real socket.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::process::Output;

use serde_json::{Value, json};
use support_serve::{EXERCISE, Event, Server, Workbook, command, exchange, skeleton};

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn texts(events: &[Event]) -> Vec<(String, String)> {
    let lines = events.iter().filter(|event| event.name == "line");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines
        .map(|line| (text(&line.data["stream"]), text(&line.data["text"])))
        .collect()
}

#[test]
fn a_port_in_use_is_named_with_the_flag_that_helps() {
    let book = Workbook::shared();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = command(book.root())
        .args(["serve", "--no-open", "--port", &port])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty());
}

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

#[test]
fn a_run_streams_its_lines_with_time_and_stream() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let events: Vec<_> = server.run("ch04/a-quick").collect();
    let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
    let started = names.iter().position(|name| *name == "started").unwrap();
    assert!(
        names[..started].iter().all(|name| *name == "progress"),
        "{names:?}"
    );
    let mut lines = texts(&events);
    lines.sort();
    let pair = |stream: &str, text: &str| (stream.to_owned(), text.to_owned());
    assert_eq!(
        lines,
        [
            pair("err", "[main] two"),
            pair("out", "[main] one"),
            pair("out", "[main] three")
        ]
    );
    assert!(events[started..].iter().all(|event| {
        event.name != "line" || event.data["at"].as_f64().is_some_and(|at| at >= 0.0)
    }));
    let end = &events.last().unwrap();
    assert_eq!(
        (end.name.as_str(), &end.data["status"]),
        ("end", &json!("exited"))
    );
    assert_eq!(end.data["code"], 0);
    assert!(
        end.data["text"]
            .as_str()
            .is_some_and(|text| text.ends_with('.'))
    );
}

#[test]
fn a_run_says_its_exit_status_or_its_signal() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let end = server.run("ch04/h-fails").until("end");
    assert_eq!(
        (&end.data["status"], &end.data["code"]),
        (&json!("exited"), &json!(3))
    );
    if cfg!(unix) {
        let end = server.run("ch04/i-aborts").until("end");
        assert_eq!(end.data["status"], "signalled");
        assert_eq!(end.data["signal"], "SIGABRT");
    }
}

#[test]
fn what_does_not_compile_shows_the_compilers_words() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    book.write(
        "ch04/src/bin/a-quick.rs",
        "//! Broken.\n\nfn main() { nothing }\n",
    );
    let events: Vec<_> = server.run("ch04/a-quick").collect();
    let compiler = events
        .iter()
        .find(|event| event.name == "compiler")
        .unwrap();
    assert!(
        compiler.data["text"]
            .as_str()
            .unwrap()
            .contains("cannot find value `nothing`")
    );
    assert_eq!(events.last().unwrap().data["status"], "did-not-compile");
}

#[test]
fn stop_ends_a_run_and_is_no_error_when_there_is_none() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    assert_eq!(server.post("/api/stop/ch04/d-sleeps").status, 204);
    let mut run = server.run("ch04/d-sleeps");
    run.until("line");
    assert_eq!(server.post("/api/stop/ch04/d-sleeps").status, 204);
    assert_eq!(
        server.others(),
        [""; 0],
        "stopping answers when it has ended"
    );
    assert_eq!(run.until("end").data["status"], "stopped");
    assert_eq!(run.next(), None);
}

#[test]
fn a_second_click_stops_the_first_run_and_starts_another() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let mut first = server.run("ch04/d-sleeps");
    first.until("line");
    let mut second = server.run("ch04/d-sleeps");
    second.until("line");
    assert_eq!(first.until("end").data["status"], "stopped");
    second.hang_up();
    server.wait_until_alone();
}

#[test]
fn a_reader_who_leaves_a_silent_run_ends_it() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut run = server.run("ch04/d-sleeps");
    run.until("line");
    assert_ne!(server.others(), [""; 0]);
    run.hang_up();
    server.wait_until_alone();
    assert!(server.is_alive());
}

#[test]
fn a_save_needs_the_version_that_is_on_disk() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let read = server.get(EXERCISE).json();
    assert_eq!(read["id"], "ch04/answer");
    assert_eq!(read["text"], skeleton());
    assert_eq!(read["state"], "untouched");
    assert_eq!(read["hints"], json!([]));
    assert_eq!(read["hintsTotal"], 3);
    assert_eq!(read["file"], "ch04/exercises/answer.rs");

    let mine = json!({ "text": "// mine\n", "version": read["version"] });
    let saved = server.put(EXERCISE, &mine);
    assert_eq!(saved.status, 200);
    let version = saved.json()["version"].clone();
    assert_eq!(book.read("ch04/exercises/answer.rs"), "// mine\n");
    assert_eq!(server.get(EXERCISE).json()["version"], version);

    book.write("ch04/exercises/answer.rs", "// theirs\n");
    let late = server.put(
        EXERCISE,
        &json!({ "text": "// again\n", "version": version }),
    );
    assert_eq!(late.status, 409);
    let theirs = late.json();
    assert_eq!(theirs["text"], "// theirs\n");
    assert_eq!(book.read("ch04/exercises/answer.rs"), "// theirs\n");
    let agreed = json!({ "text": "// again\n", "version": theirs["version"] });
    assert_eq!(server.put(EXERCISE, &agreed).status, 200);
    assert_eq!(book.read("ch04/exercises/answer.rs"), "// again\n");
}

#[test]
fn hints_come_one_at_a_time_and_stay() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    for shown in [1, 2, 3, 3] {
        let answer = server.post("/api/hint/ch04/answer").json();
        assert_eq!(answer["hints"].as_array().unwrap().len(), shown);
        assert_eq!(answer["hintsTotal"], 3);
        assert_eq!(answer["hints"][0], "<p>Think of <code>42</code>.</p>\n");
    }
    assert_eq!(
        server.get("/api/state").json()["exercises"]["ch04/answer"]["hints"],
        3
    );
    drop(server);
    let server = Server::start(book.root());
    assert_eq!(
        server.get(EXERCISE).json()["hints"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_reset_keeps_the_old_text_as_a_backup() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    book.write("ch04/exercises/answer.rs", "// mine\n");
    let answer = server.post("/api/reset/ch04/answer").json();
    assert_eq!(answer["text"], skeleton());
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert_eq!(book.read(answer["backup"].as_str().unwrap()), "// mine\n");
    let next = json!({ "text": "// next\n", "version": answer["version"] });
    assert_eq!(server.put(EXERCISE, &next).status, 200);
}

#[test]
fn the_solution_is_shown_to_whoever_insists() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let path = "/api/solution/ch04/answer";
    assert_eq!(server.post(path).status, 403);
    assert_eq!(
        server.request("POST", path, "{\"force\":false}").status,
        403
    );
    let text = server.request("POST", path, "{\"force\":true}").json()["text"].clone();
    assert!(text.as_str().unwrap().contains("    42\n"), "{text}");
    assert!(!text.as_str().unwrap().contains("EXERCISE"), "{text}");
}

#[test]
fn a_check_ends_in_a_verdict_and_the_pages_are_told() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    let mut told = server.get("/api/events").events();
    assert_eq!(
        told.until("state").data["exercises"]["ch04/answer"]["state"],
        "untouched"
    );

    let check = || {
        server
            .post("/api/check/ch04/answer")
            .events()
            .until("verdict")
            .data
    };
    assert_eq!(check()["outcome"], "not-yet");
    assert_eq!(
        told.until("state").data["exercises"]["ch04/answer"]["state"],
        "tried"
    );

    let broken = skeleton().replace("todo!(\"the answer\")", "nothing");
    book.write("ch04/exercises/answer.rs", &broken);
    let verdict = check();
    assert_eq!(verdict["outcome"], "does-not-compile");
    assert!(verdict["compiler"].as_str().unwrap().contains("nothing"));

    let right = skeleton().replace("todo!(\"the answer\")", "42");
    book.write("ch04/exercises/answer.rs", &right);
    let verdict = check();
    assert_eq!(verdict["outcome"], "solved", "{verdict:#}");
    assert_eq!(verdict["after"], "<p>It was <em>that</em>.</p>\n");
    assert_eq!(
        told.until("state").data["exercises"]["ch04/answer"]["state"],
        "solved"
    );
    assert_eq!(server.post("/api/solution/ch04/answer").status, 200);
}

#[test]
fn the_state_says_where_an_exercise_is_at_home() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let state = server.get("/api/state").json();
    assert_eq!(state["readOnly"], false);
    let exercise = &state["exercises"]["ch04/answer"];
    assert_eq!(exercise["title"], "The answer");
    assert_eq!(exercise["level"], 1);
    assert_eq!(exercise["page"], "ch04/one.html");
}

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

#[test]
fn read_only_shows_everything_and_does_nothing() {
    let book = Workbook::new();
    let mut server = Server::start_with(book.root(), &["--read-only"]);
    let page = server.get("/ch04/one.html").text();
    assert!(page.contains("<meta name=\"workbook-server\" content=\"read\">"));
    assert_eq!(server.get("/api/state").json()["readOnly"], true);
    assert_eq!(server.get(EXERCISE).status, 200);
    for path in [
        "run/ch04/a-quick",
        "stop/ch04/a-quick",
        "check/ch04/answer",
        "hint/ch04/answer",
    ] {
        assert_eq!(server.post(&format!("/api/{path}")).status, 403, "{path}");
    }
    for path in ["reset/ch04/answer", "solution/ch04/answer"] {
        assert_eq!(server.post(&format!("/api/{path}")).status, 403, "{path}");
    }
    let read = server.get(EXERCISE).json();
    assert_eq!(
        server
            .put(EXERCISE, &json!({ "text": "", "version": read["version"] }))
            .status,
        403
    );
    assert_eq!(book.read("ch04/exercises/answer.rs"), skeleton());
    assert_eq!(server.others(), [""; 0]);
    assert!(!book.path("target").exists());
    server.signal("TERM");
    assert_eq!(server.ended().0.code(), Some(0));
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_everything_with_a_run_and_a_page_still_open() {
    for signal in ["INT", "TERM"] {
        let book = Workbook::shared();
        let mut server = Server::start(book.root());
        let mut told = server.get("/api/events").events();
        told.until("state");
        let mut run = server.run("ch04/c-forks");
        run.until("line");
        server.signal(signal);
        assert_eq!(run.until("end").data["status"], "stopped");
        assert_eq!(run.next(), None);
        while told.next().is_some() {}
        let (status, said) = server.ended();
        assert_eq!(status.code(), Some(0), "{said}");
        server.wait_until_alone();
    }
}

#[test]
fn steps_that_do_not_build_are_not_said_to_be_ready() {
    let book = Workbook::new();
    book.write("ch04/src/lib.rs", "compile_error!(\"not here\");\n");
    let mut server = Server::start(book.root());
    server.until_said("steps of ch04 do not build: a step that is run says why");
    server.signal("TERM");
    assert!(!server.ended().1.contains("ready"));
}
