//! A reader's exercise, on its page: saves, hints, a reset, the solution, checks.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use serde_json::json;
use support_serve::{EXERCISE, Server, Workbook, skeleton};

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
