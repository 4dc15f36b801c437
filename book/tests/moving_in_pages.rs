//! A coroutine that the reader moves: what a page carries of it, and what is said if a part of it isn't there.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::weave;
use fixture::{EXPERIMENT, Fixture};

const RECORDED: &str = r#"{"refused": "ch04/move-it", "size": 32,
"fields": [
{"name": "buffer", "type": "String", "offset": 0, "size": 24, "words": [{"name": "length", "offset": 8}, {"name": "pointer", "offset": 16}]},
{"name": "writer", "type": "<Pointer>", "offset": 24, "size": 8, "words": [{"name": "pointer", "offset": 0}]}
],
"stays": [
{"polls": 0, "state": "start", "output": null, "heap": [],
 "a": {"capacity": 0, "length": 0, "pointer": null, "writer": null}, "b": null},
{"polls": 1, "state": "waits", "output": null, "heap": [],
 "a": {"capacity": 0, "length": 0, "pointer": null, "writer": "A+0"}, "b": null}
],
"moved": [[], [
{"polls": 1, "state": "waits", "output": null, "heap": [],
 "a": {"capacity": 0, "length": 0, "pointer": null, "writer": "A+0"},
 "b": {"capacity": 0, "length": 0, "pointer": null, "writer": "A+0"}},
{"polls": 2, "state": "is done", "output": "", "heap": [{"text": "hello", "capacity": 8}],
 "a": {"capacity": 8, "length": 5, "pointer": 0, "writer": "A+0"},
 "b": {"capacity": 0, "length": 0, "pointer": null, "writer": "A+0"}}
]]}
"#;

const FILE: &str = "ch04/moving/recorded.json";

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    let experiment = EXPERIMENT.replace("\"hang\"", "\"compile-error\"");
    fixture
        .file(FILE, RECORDED)
        .file("ch04/experiments/move-it.toml", &experiment)
        .file(
            "ch04/tests/snapshots/try-move-it.snap",
            "---\nsource: x\n---\nIt does not compile.\n\nerror[E0507]: cannot move <it>\n",
        );
    fixture
}

fn woven(fixture: &Fixture, content: &str) -> Result<String, String> {
    let page = weave::page(&fixture.load().unwrap(), "ch04/README.md", content);
    page.map_err(|error| error.to_string())
}

const PAGE: &str = "# Moves\n\n{{#moving ch04/moving}}\n";

#[test]
fn a_page_carries_the_recording_and_what_rustc_says_of_the_move() {
    let page = woven(&fixture(), PAGE).unwrap();
    let said = "<span class=\"wb-line wb-says-error\">error[E0507]: cannot move &lt;it&gt;&#10;</span></pre>";
    assert!(page.contains(said), "{page}");
    assert!(
        !page.contains("It does not compile."),
        "the page says so: {page}"
    );
    let start = "<script type=\"application/json\" class=\"wb-moments\">";
    let (_, carried) = page.split_once(start).unwrap();
    let (carried, _) = carried.split_once("</script>").unwrap();
    assert!(!carried.contains('<'), "{carried}");
    let [carried, recorded] =
        [carried, RECORDED].map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap());
    assert_eq!(carried, recorded);
}

#[test]
fn without_a_script_a_table_shows_one_move() {
    let page = woven(&fixture(), PAGE).unwrap();
    let row = |head: &str, cells: [&str; 4]| {
        let cells: String = cells
            .iter()
            .map(|cell| format!("<td>{cell}</td>"))
            .collect();
        format!("<tr><th scope=\"row\">{head}</th>{cells}</tr>")
    };
    for row in [
        row("+8 buffer’s length", ["0", "0", "0", "5"]),
        row("+16 buffer’s pointer", ["none", "none", "none", "heap"]),
        row("+24 writer", ["A+0", "A+0", "A+0", "A+0"]),
        row("state", ["waits", "waits", "is done", "gone"]),
    ] {
        assert!(page.contains(&row), "{row}: {page}");
    }
}

#[test]
fn what_is_missing_is_told() {
    let error = woven(&fixture(), "# Moves\n\n{{#moving}}\n").unwrap_err();
    assert!(
        error.contains("README.md:3: it is {{#moving FOLDER}}"),
        "{error}"
    );
    let error = woven(&fixture(), "# Moves\n\n{{#moving ch04/moved}}\n").unwrap_err();
    assert!(
        error.contains("README.md:3: there is no file ch04/moved/recorded.json"),
        "{error}"
    );

    let replaced = |old: &str, new: &str| {
        let fixture = fixture();
        assert!(RECORDED.contains(old));
        fixture.file(FILE, &RECORDED.replace(old, new));
        woven(&fixture, PAGE).unwrap_err()
    };
    let error = replaced("ch04/move-it", "ch04/move-i");
    assert!(
        error.contains("there is no experiment ch04/move-i;"),
        "{error}"
    );
    let error = replaced("\"moved\": [[],", "\"moved\": [");
    let expected = "ch04/moving/recorded.json has no coroutine that's moved after its first poll and polled again";
    assert!(error.contains(expected), "{error}");
    let error = replaced("\"state\": \"waits\", ", "");
    assert!(
        error.contains("ch04/moving/recorded.json: missing field `state`"),
        "{error}"
    );
}

#[test]
fn a_move_that_compiles_is_no_refusal() {
    let fixture = fixture();
    fixture.file("ch04/experiments/move-it.toml", EXPERIMENT);
    let error = woven(&fixture, PAGE).unwrap_err();
    assert!(
        error.contains("the experiment ch04/move-it must be a move that doesn't compile"),
        "{error}"
    );
}
