//! Coroutines next to their machines: what the pages show of them, and what is said about those that can't be shown.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use corofy::{Target, rewrite};
use fixture::Fixture;
use serde_json::{Value, json};

const ONE: &str = "\
coroutine fn one(number: Ready<u8>) -> u8 {
    let text = \"<{{#include x}}\";
    number.wait
}
";

const TWO: &str = "\
use crate::{Future, PollState, Ready};

// ANCHOR: add
/// Adds.
coroutine fn add(a: Ready<u8>, b: Ready<u8>) -> u8 {
    let a: u8 = a.wait;
    a + b.wait
}
// ANCHOR_END: add

// ANCHOR: one
coroutine fn one(number: Ready<u8>) -> u8 {
    number.wait
}
// ANCHOR_END: one
";

const REFUSED: &str = "coroutine fn none() -> u8 {\n    [1].map(|it| it.wait)[0]\n}\n";

const FROM: &str = "ch04/src/bin/b-folder/sums.coroutine.rs";
const TO: &str = "ch04/src/bin/b-folder/sums.rs";

fn written(source: &str) -> String {
    rewrite(source, Target::Polling).unwrap().text
}

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file("ch04/coroutines/one.coroutine.rs", ONE)
        .file("ch04/coroutines/two-at-once.coroutine.rs", TWO)
        .file("ch04/coroutines/none.coroutine.rs", REFUSED)
        .file(FROM, TWO)
        .file(TO, &written(TWO));
    fixture
}

fn woven(fixture: &Fixture, content: &str) -> String {
    weave::page(&fixture.load().unwrap(), "ch04/README.md", content).unwrap()
}

fn problem(fixture: &Fixture, content: &str) -> String {
    let error = weave::page(&fixture.load().unwrap(), "ch04/README.md", content).unwrap_err();
    let error = error.to_string();
    let told = error.strip_prefix("book/pages/ch04/README.md:1: ");
    told.unwrap_or_else(|| panic!("{error}")).to_owned()
}

/// What the page carries for its script.
fn examples(page: &str) -> Value {
    let (_, json) = page
        .split_once("<script type=\"application/json\" class=\"wb-machines\">")
        .unwrap();
    let (json, _) = json.split_once("</script>").unwrap();
    assert!(!json.contains('<') && !json.contains("{{"), "{json}");
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_page_carries_each_example_with_its_machine_for_each_target() {
    let fixture = fixture();
    let page = woven(
        &fixture,
        "{{#corofy ch04/coroutines one two-at-once none}}\n",
    );
    let examples = examples(&page);
    let told = |name: &str| -> Vec<&Value> {
        let all = examples.as_array().unwrap().iter();
        all.map(|example| &example[name]).collect()
    };
    assert_eq!(told("id"), ["ch04/one", "ch04/two-at-once", "ch04/none"]);
    assert_eq!(told("title"), ["One", "Two at once", "None"]);
    assert_eq!(examples[0]["source"]["text"], ONE);
    for (name, target) in [
        ("polling", Target::Polling),
        ("waker", Target::Waker),
        ("pinned", Target::Pinned),
    ] {
        let machine = &examples[0]["machines"][name];
        assert_eq!(machine["text"], rewrite(ONE, target).unwrap().text);
        assert!(machine["links"][0]["state"].is_string());
        let reason = &examples[2]["machines"][name]["reasons"][0];
        assert_eq!(
            (&reason["line"], &reason["column"]),
            (&json!(2), &json!(21))
        );
    }
}

#[test]
fn a_page_without_a_script_shows_the_first_example_and_says_why_it_cannot_be_edited() {
    let fixture = fixture();
    let page = woven(&fixture, "{{#corofy ch04/coroutines one none}}\n");
    assert_eq!(page.matches("\n```rust\n").count(), 2, "{page}");
    assert!(
        page.contains("\nfn one(number: Ready<u8>) -> One<u8> {\n") || page.contains("\nfn one("),
        "{page}"
    );
    assert_eq!(
        page.matches("You can't edit this coroutine here").count(),
        1
    );
    assert!(
        page.contains("data-coroutine=\"ch04/none\""),
        "the server finds its id"
    );
}

#[test]
fn a_steps_source_and_machine_are_next_to_each_other_by_their_numbers_in_the_files() {
    let fixture = fixture();
    let page = woven(&fixture, "{{#machine ch04/b-folder}}\n");
    let examples = examples(&page);
    let [example] = examples.as_array().unwrap().as_slice() else {
        panic!("{examples}");
    };
    let source = &example["source"];
    assert!(!source["text"].as_str().unwrap().contains("ANCHOR"));
    let numbers = source["numbers"].as_array().unwrap();
    assert_eq!(
        numbers[..4],
        [1, 2, 4, 5],
        "the anchor's own line is left out"
    );
    assert!(
        !page.contains("can't edit") && !page.contains("data-coroutine"),
        "{page}"
    );
    for file in [FROM, TO] {
        assert!(
            page.contains(&format!("aria-label=\"The whole file {file}\"")),
            "{page}"
        );
    }
}

#[test]
fn an_anchor_shows_its_part_of_both_files() {
    let fixture = fixture();
    let page = woven(&fixture, "{{#machine b-folder:one}}\n");
    let examples = examples(&page);
    let (source, machine) = (&examples[0]["source"], &examples[0]["machines"]["polling"]);
    assert_eq!(source["numbers"], json!([12, 13, 14]));
    let text = machine["text"].as_str().unwrap();
    assert!(
        text.starts_with("fn one(") && !text.contains("fn add("),
        "{text}"
    );
    let first = machine["numbers"][0].as_u64().unwrap();
    let whole = written(TWO);
    let line = whole
        .lines()
        .nth(usize::try_from(first).unwrap() - 1)
        .unwrap();
    assert!(line.starts_with("fn one("), "{line}");
    let error = problem(&fixture, "{{#machine b-folder:other}}\n");
    assert!(
        error.contains("there is no anchor other; there are add, one"),
        "{error}"
    );
}

#[test]
fn a_machine_that_corofy_would_not_write_fails_the_build_but_keeps_no_reader_from_the_pages() {
    let fixture = fixture();
    fixture.file(TO, "// mine\n").file(
        "book/pages/ch04/README.md",
        "# Queues\n\n{{#machine ch04/b-folder}}\n",
    );
    assert_eq!(
        problem(&fixture, "{{#machine ch04/b-folder}}\n"),
        format!(
            "{TO} isn't what corofy writes: `cargo run -p ch07 --bin corofy -- --target polling {FROM} {TO}` makes it so"
        )
    );
    let ws = fixture.load().unwrap();
    assert!(book::site::build_in_memory(&ws).is_err());
    let site = book::site::build_for_reader(&ws).unwrap();
    let page = String::from_utf8(site.files["ch04/index.html"].clone()).unwrap();
    assert!(
        page.contains("enum AddState"),
        "the machine of the source as it is"
    );
    fixture.file(FROM, REFUSED);
    let refused = problem(&fixture, "{{#machine ch04/b-folder}}\n");
    assert!(refused.starts_with(&format!("{FROM}:2:21: ")), "{refused}");
    let site = book::site::build_for_reader(&fixture.load().unwrap()).unwrap();
    let page = String::from_utf8(site.files["ch04/index.html"].clone()).unwrap();
    assert!(
        page.contains("&quot;reasons&quot;") || page.contains("\"reasons\""),
        "{page}"
    );
}

#[test]
fn what_cannot_be_shown_is_told() {
    let fixture = fixture();
    let told = |directive: &str| problem(&fixture, &format!("{{{{#{directive}}}}}\n"));
    assert_eq!(
        told("corofy ch04/coroutines"),
        "it is {{#corofy FOLDER NAME NAME}}"
    );
    assert_eq!(
        told("corofy ch04/coroutines three"),
        "there is no file ch04/coroutines/three.coroutine.rs"
    );
    assert!(told("corofy ../ch04 one").contains("without `..`"));
    assert_eq!(
        told("corofy ch04/coroutines none one"),
        "none is refused: the first example is one with a machine"
    );
    fixture.file("ch04/coroutines/leave.coroutine.rs", ONE);
    assert_eq!(
        told("corofy ch04/coroutines leave"),
        "ch04/leave is a step, a program, an experiment or an exercise already"
    );
    assert_eq!(
        told("machine ch04/a-wait"),
        "ch04/a-wait has no folder of its own"
    );
    fixture.file("ch04/src/bin/b-folder/more.coroutine.rs", ONE);
    assert_eq!(
        told("machine ch04/b-folder"),
        "ch04/b-folder has 2 files *.coroutine.rs, not one"
    );
}
