//! How much runs and connections may take: whatever they print, start or wait for, the server answers
//! next to them, and nothing of them is left.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use std::net::TcpStream;

use support_serve::{EXERCISE, Server, Workbook, send};

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
