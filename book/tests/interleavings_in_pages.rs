//! Programs whose threads a reader lets run: what a page carries of them, and what is said if a recording doesn't fit.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::Fixture;
use serde_json::{Value, json};

const PROGRAM: &str = "\
//! Wakes.

// ANCHOR: program
/// Says.
pub fn wake(bell: &Bell) {
    bell.ring();
}

fn other() {}
// ANCHOR_END: program
";

const BELL: &str = "\
/// A bell.
pub struct Bell;

impl Bell {
    /// Rings.
    pub fn ring(&self) {
        // ANCHOR: lock
        lock();
        // ANCHOR_END: lock
    }
}
";

const RECORDED: &str = "\
{\"threads\": [\"ringer\"],
\"places\": [\"ch04/interleavings/src/bell.rs:ring+2\",\"ch04/interleavings/src/programs/one.rs:wake+1\"],
\"states\": [
[[[\"ready\",0,1]],null,[],[],0,[1]],
[[[\"over\",null,null]],null,[],[],0,[null]]
]}
";

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .file("ch04/interleavings/src/programs/one.rs", PROGRAM)
        .file("ch04/interleavings/src/bell.rs", BELL)
        .file("ch04/interleavings/recorded/one-bell.json", RECORDED);
    fixture
}

fn woven(fixture: &Fixture, content: &str) -> Result<String, String> {
    let page = weave::page(&fixture.load().unwrap(), "ch04/README.md", content);
    page.map_err(|error| error.to_string())
}

fn programs(page: &str) -> Value {
    let start = "<script type=\"application/json\" class=\"wb-interleavings\">";
    let (_, json) = page.split_once(start).unwrap();
    let (json, _) = json.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_page_carries_the_states_and_the_functions_in_which_threads_stop() {
    let page = woven(&fixture(), "{{#interleave ch04/one-bell}}\n").unwrap();
    let programs = programs(&page);
    let program = &programs[0];
    assert_eq!(program["title"], "One bell");
    assert_eq!(
        program["recorded"]["states"][0],
        json!([[["ready", 0, 1]], null, [], [], 0, [1]])
    );
    let places = [
        "ch04/interleavings/src/bell.rs:8",
        "ch04/interleavings/src/programs/one.rs:6",
    ];
    assert_eq!(program["recorded"]["places"], json!(places));
    let [own, bell] = program["files"].as_array().unwrap().as_slice() else {
        panic!("{program}");
    };
    assert_eq!(
        own["text"],
        "pub fn wake(bell: &Bell) {\n    bell.ring();\n}\n"
    );
    assert_eq!(own["numbers"], json!([5, 6, 7]));
    assert_eq!(
        bell["text"], "pub fn ring(&self) {\n    lock();\n}\n",
        "as if it weren't in a block"
    );
    assert_eq!(
        bell["numbers"],
        json!([6, 8, 10]),
        "the anchor's own lines are left out"
    );
    assert!(
        page.contains("\npub fn ring(&self) {\n"),
        "without a script, too: {page}"
    );
    assert!(page.contains("aria-label=\"The whole file ch04/interleavings/src/bell.rs\""));
}

#[test]
fn a_recording_of_other_code_fails_the_build_and_keeps_no_reader_from_the_pages() {
    let fixture = fixture();
    fixture
        .file(
            "ch04/interleavings/src/bell.rs",
            &BELL.replace("ring", "strike"),
        )
        .file(
            "book/pages/ch04/README.md",
            "# Queues\n\n{{#interleave ch04/one-bell}}\n",
        );
    let content = "{{#interleave ch04/one-bell}}\n";
    let error = woven(&fixture, content).unwrap_err();
    assert!(error.contains("bell.rs has no line 2 of `ring`"), "{error}");
    let ws = fixture.load().unwrap();
    assert!(book::site::build_in_memory(&ws).is_err());
    fixture.file("ch04/interleavings/src/bell.rs", "fn {");
    book::site::build_for_reader(&ws).unwrap();
}

#[test]
fn a_program_that_was_not_recorded_is_told() {
    let error = woven(&fixture(), "{{#interleave ch04/two-bells}}\n").unwrap_err();
    assert!(
        error.contains("there is no file ch04/interleavings/recorded/two-bells.json"),
        "{error}"
    );
    let error = woven(&fixture(), "{{#interleave}}\n").unwrap_err();
    assert!(
        error.contains("it is {{#interleave CH/PROGRAM CH/PROGRAM}}"),
        "{error}"
    );
}
