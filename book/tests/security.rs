//! What must not get through the server, over a real socket: each attack is refused or contained,
//! the server answers afterwards, and nothing that it started is left.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use support_serve::{EXERCISE, Server, Workbook, exchange, receive, send, skeleton};

/// The status that a request made by hand gets. `None`: the server hung up without a word.
fn status(server: &Server, request: &str) -> Option<u16> {
    exchange(server.address, request.as_bytes()).map(|response| response.status)
}

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
        for call in ["run/ch04/a-quick", "check/ch04/answer", "reset/ch04/answer"] {
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
    let calls = ["run", "stop", "check", "hint", "reset", "solution"];
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

#[test]
fn a_run_that_prints_for_ever_is_cut_off() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut lines = Vec::new();
    let mut last = None;
    for event in server.run("ch04/b-endless") {
        if event.name == "line" {
            lines.push(event.data["text"].as_str().unwrap().to_owned());
        }
        last = Some(event);
    }
    let end = last.unwrap();
    assert_eq!(end.data["status"], "too-much-output", "{end:?}");
    // The last one is cut off before its end.
    let bytes = lines.join("\n").len();
    assert!(bytes <= 1 << 20, "{bytes}");
    assert_eq!(server.others(), [""; 0]);
    assert!(server.is_alive());
}

#[test]
fn a_page_that_does_not_read_holds_up_a_run_and_nothing_else() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let unread = server.run("ch04/b-endless");
    assert!(server.is_alive());
    // The run waits for its page, and is stopped all the same.
    assert_eq!(server.post("/api/stop/ch04/b-endless").status, 204);
    assert_eq!(server.others(), [""; 0]);
    drop(unread);
    assert!(server.is_alive());
}

#[test]
fn what_a_run_forked_goes_with_it() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut run = server.run("ch04/c-forks");
    run.until("line");
    let sleeping = || {
        server
            .others()
            .iter()
            .filter(|one| one.contains("sleep 1000000"))
            .count()
    };
    if cfg!(target_os = "linux") {
        assert!(sleeping() >= 2, "{:#?}", server.others());
    }
    assert_eq!(server.post("/api/stop/ch04/c-forks").status, 204);
    assert_eq!(server.others(), [""; 0]);
    assert_eq!(run.until("end").data["status"], "stopped");

    let mut run = server.run("ch04/c-forks");
    run.until("line");
    run.hang_up();
    server.wait_until_alone();
    assert!(server.is_alive());
}

#[test]
fn a_run_that_sleeps_for_ever_does_not_stand_in_the_way() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut sleeping = server.run("ch04/d-sleeps");
    sleeping.until("line");
    assert!(server.is_alive());
    server.post("/api/stop/ch04/d-sleeps");
    assert_eq!(sleeping.until("end").data["status"], "stopped");
    assert_eq!(server.others(), [""; 0]);
}

#[test]
fn of_fifty_clicks_on_one_step_one_run_is_left() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let clicks: Vec<_> = std::thread::scope(|scope| {
        let click = || scope.spawn(|| server.run("ch04/d-sleeps"));
        let clicks: Vec<_> = (0..50).map(|_| click()).collect();
        clicks
            .into_iter()
            .map(|click| click.join().unwrap())
            .collect()
    });
    // Each of the others ends by itself; one more click ends the one that is left.
    let mut last = server.run("ch04/d-sleeps");
    last.until("line");
    for mut click in clicks {
        assert_eq!(click.until("end").data["status"], "stopped");
    }
    let running = server
        .others()
        .iter()
        .filter(|one| !one.contains("supervise"))
        .count();
    assert!(
        !cfg!(target_os = "linux") || running == 1,
        "{:#?}",
        server.others()
    );
    server.post("/api/stop/ch04/d-sleeps");
    assert_eq!(server.others(), [""; 0]);
    assert!(server.is_alive());
}

#[test]
fn of_fifty_different_runs_a_few_go_on_and_the_others_are_refused() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let names = [
        "ch04/c-forks",
        "ch04/d-sleeps",
        "ch04/e-sleeps",
        "ch04/f-sleeps",
    ];
    let mut runs: Vec<_> = names.map(|name| server.run(name)).into();
    runs.iter_mut().for_each(|run| drop(run.until("line")));
    for turn in 0..46 {
        let call = ["run/ch04/a-quick", "run/ch04/g-sleeps", "check/ch04/answer"][turn % 3];
        let refused = server.post(&format!("/api/{call}"));
        assert_eq!(refused.status, 429);
        assert_eq!(refused.text().lines().count(), 1);
    }
    drop(runs.pop());
    server.post("/api/stop/ch04/f-sleeps");
    assert!(server.is_alive());
    drop(runs);
    server.wait_until_alone();
}

#[test]
fn connections_that_say_nothing_or_half_a_request_do_not_stand_in_the_way() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let silent: Vec<_> = (0..100)
        .map(|_| TcpStream::connect(server.address).unwrap())
        .collect();
    let half = server.bytes("PUT", EXERCISE, "{\"text\":\"");
    let halves: Vec<_> = (0..100)
        .map(|n| send(server.address, &half[..half.len() - 1 - n]))
        .collect();
    let listening: Vec<_> = (0..50).map(|_| server.get("/api/events")).collect();
    assert!(server.is_alive());
    drop((silent, halves, listening));
    assert!(server.is_alive());
}

#[test]
fn killing_the_server_leaves_no_process() {
    let book = Workbook::shared();
    let mut server = Server::start_ready(book.root());
    let mut forks = server.run("ch04/c-forks");
    let mut sleeps = server.run("ch04/d-sleeps");
    let mut prints = server.run("ch04/b-endless");
    forks.until("line");
    sleeps.until("line");
    prints.until("line");
    server.signal("KILL");
    assert_eq!(server.ended().0.code(), None);
    server.wait_until_alone();
}

#[test]
fn killing_the_server_while_it_builds_leaves_no_process() {
    let book = Workbook::new();
    let mut server = Server::start(book.root());
    server.until_said("building the steps");
    server.signal("KILL");
    server.ended();
    server.wait_until_alone();
}

/// As long as the limit lets it be, and told from any other at both ends.
fn text(round: usize, save: usize) -> String {
    let name = format!("// {round} {save}\n");
    format!(
        "{name}{}{name}",
        format!("// {}\n", "x".repeat(90)).repeat(2_000)
    )
}

/// Saves until the server is gone; returns the last save that it confirmed.
fn save_for_ever(server: &Server, round: usize, begun: &AtomicBool) -> usize {
    let mut version = server.get(EXERCISE).json()["version"].clone();
    let mut confirmed = 0;
    for save in 1.. {
        let body = json!({ "text": text(round, save), "version": version }).to_string();
        let answer = exchange(server.address, &server.bytes("PUT", EXERCISE, &body));
        begun.store(save > 1, Ordering::Release);
        let Some(answer) = answer.filter(|answer| answer.status == 200) else {
            break;
        };
        // The answer may have been cut off by the end.
        let Some(said) = answer.json_if_whole() else {
            break;
        };
        version = said["version"].clone();
        confirmed = save;
    }
    begun.store(true, Ordering::Release);
    confirmed
}

/// Reads the file all the time: what a reader sees at a moment is what a kill would leave then.
fn watch_until(over: &AtomicBool, book: &Workbook) {
    let name = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    while !over.load(Ordering::Acquire) {
        let found = book.read("ch04/exercises/answer.rs");
        let (first, length) = (name(&found), text(0, 0).len() - "// 0 0\n".len() * 2);
        let whole = found == skeleton()
            || (found.ends_with(&format!("\n{first}\n"))
                && found.len() == length + (first.len() + 1) * 2);
        assert!(whole, "{} bytes of {first:?}", found.len());
    }
}

#[test]
fn killing_the_server_in_the_middle_of_a_save_loses_neither_text() {
    let book = Workbook::new();
    for round in 0..20 {
        let mut server = Server::start(book.root());
        let (begun, over) = (AtomicBool::new(false), AtomicBool::new(false));
        let confirmed = std::thread::scope(|scope| {
            let watching = scope.spawn(|| watch_until(&over, &book));
            let saving = scope.spawn(|| save_for_ever(&server, round, &begun));
            while !begun.load(Ordering::Acquire) {
                std::thread::yield_now();
            }
            // Some moment or other of a save.
            let moment =
                Duration::from_micros(u64::from(std::process::id() % 97) + 137 * round as u64);
            let since = Instant::now();
            while since.elapsed() < moment {
                std::hint::spin_loop();
            }
            server.signal("KILL");
            let confirmed = saving.join().unwrap();
            over.store(true, Ordering::Release);
            watching.join().unwrap();
            confirmed
        });
        let found = book.read("ch04/exercises/answer.rs");
        let whole = [text(round, confirmed), text(round, confirmed + 1)];
        let head: String = found.chars().take(20).collect();
        assert!(
            whole.contains(&found),
            "round {round}, {confirmed} confirmed: {} bytes of {head:?}",
            found.len()
        );
        server.ended();
    }
    let server = Server::start(book.root());
    let read = server.get(EXERCISE).json();
    assert_eq!(
        server
            .put(
                EXERCISE,
                &json!({ "text": "end", "version": read["version"] })
            )
            .status,
        200
    );
    let left: Vec<_> = std::fs::read_dir(book.path("ch04/exercises"))
        .unwrap()
        .flatten()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(server.is_alive());
}
