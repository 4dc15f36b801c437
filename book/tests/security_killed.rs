//! The server is killed, whatever it is doing: no process is left, and no text is lost.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use support_serve::{EXERCISE, Server, Workbook, exchange, skeleton};

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
