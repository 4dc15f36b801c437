//! A chapter that is prose and has exercises: programs on its pages, and a crate in the book's own folder.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::exercise::{self, Saved};
use book::progress::{Progress, State};
use book::{list, skeleton, weave};
use fixture::{EXERCISES, Fixture, SOLUTION};
use std::fs;

const PAGE: &str =
    "# Futures\n\n```rust,run=asks\nfn main() {\n    println!(\"[main] asks once\");\n}\n```\n";

const PREDICTION: &str = "\
[[prediction]]
program = \"asks\"
question = \"How often does it ask?\"
[[prediction.choice]]
says = \"once\"
line = \"[main] asks once\"
why = \"It's one line.\"
[[prediction.choice]]
says = \"twice\"
line = \"[main] asks twice\"
why = \"There is no loop.\"
";

const EXPERIMENT: &str = "\
title = \"Ask twice\"
program = \"asks\"
why = \"It says so.\"

[[change]]
old = \"once\"
new = \"twice\"

[outcome]
is = \"output\"
";

/// A workbook with a sixth chapter, whose exercise is called `count`.
fn workbook() -> Fixture {
    let fixture = Fixture::new();
    let count = |text: &str| text.replace("leave", "count");
    fixture
        .file(
            "Cargo.toml",
            "[workspace]\nmembers = [\"book\", \"book/ch06\", \"ch04\", \"delayserver\"]\n",
        )
        .file(
            "book/pages/SUMMARY.md",
            "# Summary\n\n- [Queues](ch04/README.md)\n- [Futures](ch06/README.md)\n",
        )
        .file("book/pages/ch06/README.md", PAGE)
        .file("book/ch06/Cargo.toml", "[package]\nname = \"ch06\"\n")
        .file("book/ch06/src/lib.rs", "//! Futures.\n\npub fn f() {}\n")
        .file("book/ch06/exercises.toml", &count(EXERCISES))
        .file("book/ch06/solutions/count.rs", &count(SOLUTION))
        .file("book/ch06/checks/count.rs", "#[test]\nfn one() {}\n")
        .file("book/ch06/predictions.toml", PREDICTION)
        .file("book/ch06/experiments/twice.toml", EXPERIMENT)
        .file(
            "book/tests/snapshots/snippet-ch06-asks.snap",
            "---\nsource: x\n---\n[main] asks once\n",
        );
    fixture
}

#[test]
fn its_exercises_are_found_next_to_its_programs() {
    let fixture = workbook();
    let ws = fixture.load().unwrap();
    let chapter = ws.chapters.iter().find(|it| it.name == "ch06").unwrap();
    assert_eq!(chapter.title, "Futures");
    assert!(chapter.is_crate());
    assert_eq!(ws.relative(&chapter.dir), "book/ch06");
    assert_eq!(ws.snippet("ch06/asks").unwrap().chapter, "ch06");
    let exercise = ws.find_exercise("ch06/count").unwrap();
    assert_eq!(ws.relative(exercise.dir()), "book/ch06");
    assert_eq!(exercise.command(), "cargo book check ch06/count");
    let files = [&exercise.file, &exercise.check, &exercise.snapshot];
    assert_eq!(
        files.map(|file| ws.relative(file)),
        [
            "book/ch06/exercises/count.rs",
            "book/ch06/checks/count.rs",
            "book/ch06/tests/snapshots/exercise-count.snap"
        ]
    );
    let listed = list::text(&ws).unwrap();
    assert!(listed.contains("○ count "), "{listed}");
}

#[test]
fn its_questions_and_experiments_stay_where_they_are_without_a_crate() {
    let fixture = workbook();
    let with = fixture.load().unwrap();
    let crates = "[workspace]\nmembers = [\"book\", \"ch04\"]\n";
    let without = fixture.file("Cargo.toml", crates).load().unwrap();
    assert!(without.exercise("ch06/count").is_none());
    for ws in [with, without] {
        let question = ws.find_prediction("ch06/asks").unwrap();
        assert_eq!(question.right(&ws).unwrap().says, "once");
        let experiment = ws.find_experiment("ch06/twice").unwrap();
        assert_eq!(
            ws.relative(&experiment.snapshot),
            "book/tests/snapshots/try-ch06-twice.snap"
        );
    }
}

#[test]
fn a_readers_file_is_written_and_the_progress_kept() {
    let fixture = workbook();
    let ws = fixture.load().unwrap();
    skeleton::write(&ws).unwrap();
    let one = ws.find_exercise("count").unwrap();
    let (text, version) = exercise::read(one).unwrap();
    assert_eq!(text, one.skeleton().unwrap());
    let saved = exercise::save(one, "fn mine() {}\n", &version).unwrap();
    assert!(matches!(saved, Saved::Version(_)), "{saved:?}");
    let backup = exercise::reset(one).unwrap().unwrap();
    assert_eq!(fs::read_to_string(&backup).unwrap(), "fn mine() {}\n");
    assert_eq!(
        ws.relative(&backup),
        "book/ch06/exercises/count.rs.backup-1"
    );
    Progress::record(&ws.root, &one.id(), |done| done.state = State::Solved).unwrap();
    assert!(
        Progress::load(fixture.root())
            .unwrap()
            .is_solved("ch06/count")
    );
}

#[test]
fn a_page_shows_the_exercise_and_code_of_the_crate() {
    let fixture = workbook();
    let ws = fixture.load().unwrap();
    let woven = weave::page(&ws, "ch06/README.md", "# P\n\n{{#exercise ch06/count}}\n").unwrap();
    assert!(
        woven.contains("data-exercise=\"ch06/count\"")
            && woven.contains("<summary>book/ch06/exercises/count.rs</summary>"),
        "{woven}"
    );
    let code = "# P\n\n{{#code book/ch06/src/lib.rs}}\n";
    let woven = weave::page(&ws, "ch06/README.md", code).unwrap();
    assert!(
        woven.contains("href=\"../code/ch06.html#book-ch06-src-lib-rs\""),
        "{woven}"
    );
}
