//! What the tool finds in a workbook, and what it says about a broken one.

#![allow(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it stands on"
)]

mod fixture;

use book::model::{Kind, Unknown, Workspace};
use book::{list, skeleton};
use fixture::{EXERCISES, Fixture, PREDICTIONS, SOLUTION};
use std::fs;

fn error(fixture: &Fixture) -> String {
    let error = format!("{:#}", fixture.load().unwrap_err());
    error.replace(&format!("{}/", fixture.root().display()), "")
}

#[test]
fn steps_are_files_and_folders_with_a_main_in_reading_order() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    let steps: Vec<_> = ws
        .steps()
        .map(|step| (step.id(), step.title.clone()))
        .collect();
    let expected = [
        ("ch04/a-wait".to_owned(), "Waits for one event".to_owned()),
        ("ch04/b-folder".to_owned(), "A step in a folder".to_owned()),
    ];
    assert_eq!(steps, expected);
    let step = ws.step("a-wait").unwrap();
    assert_eq!(step.command(), "cargo run -p ch04 --bin a-wait");
    assert_eq!(
        step.pinned().unwrap(),
        "[main] asks <it>\n    a: \"b\"\n\n[queue] has 1 event\n"
    );
}

#[test]
fn an_exercise_knows_its_files_and_what_is_in_them() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    let exercise = ws.exercise("ch04/leave").unwrap();
    assert_eq!(ws.exercise("leave").unwrap().id(), "ch04/leave");
    assert_eq!((exercise.level, exercise.kind), (2, Kind::Build));
    assert_eq!(exercise.command(), "cargo book check ch04/leave");
    assert_eq!(ws.relative(&exercise.file), "ch04/exercises/leave.rs");
    assert_eq!(
        exercise.task().unwrap(),
        "Leave the queue, **then** say so.\n\nThe trace shows `[queue] forgets 1`."
    );
    assert!(
        exercise
            .skeleton()
            .unwrap()
            .contains("    todo!(\"leave the {}\", queue.len())\n")
    );
    assert!(
        exercise
            .reference()
            .unwrap()
            .contains("    queue.clear();\n}")
    );
    assert_eq!(
        exercise.tests().unwrap(),
        ["check::one", "check::more::two"],
        "the ignored one does not count"
    );
}

#[test]
fn a_chapter_is_called_what_the_summary_calls_it_or_else_its_library() {
    let fixture = Fixture::new();
    assert_eq!(fixture.load().unwrap().chapters[0].title, "Queues");
    fixture.file("book/pages/SUMMARY.md", "# Summary\n");
    assert_eq!(fixture.load().unwrap().chapters[0].title, "Event queues");
}

#[test]
fn the_workbook_is_found_from_a_folder_inside_of_it() {
    let fixture = Fixture::new();
    let inside = fixture.root().join("ch04/src");
    assert_eq!(Workspace::find(&inside).unwrap().root, fixture.root());
}

#[test]
fn an_unknown_name_is_told_with_the_nearest_ones() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    let error = ws.find_step("ch04/a-wiat").unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no step ch04/a-wiat; the nearest is ch04/a-wait"
    );
    assert!(error.is::<Unknown>());
    assert_eq!(
        ws.find_exercise("../../etc/passwd")
            .unwrap_err()
            .to_string(),
        "there is no exercise ../../etc/passwd: `cargo book list` shows what there is"
    );
}

#[test]
fn a_mistake_in_exercises_toml_is_told_with_its_line() {
    let fixture = Fixture::new();
    let with = |from: &str, to: &str| {
        fixture.file("ch04/exercises.toml", &EXERCISES.replace(from, to));
        error(&fixture)
    };
    assert_eq!(
        with("level = 2", "level = 4"),
        "ch04/exercises.toml:4: level is 1, 2 or 3, not 4"
    );
    assert_eq!(
        with("slug = \"leave\"", "slug = \"../leave\""),
        "ch04/exercises.toml:2: a slug is lower-case letters, digits and hyphens, not \"../leave\""
    );
    assert_eq!(
        with("level = 2", "levle = 2"),
        "ch04/exercises.toml:4: unknown field `levle`, expected one of `slug`, `title`, `level`, \
         `kind`, `hints`, `after`"
    );
    assert!(with("level = 2", "level = ").starts_with("ch04/exercises.toml:4: "));
    assert!(with("\"build\"", "\"sing\"").starts_with("ch04/exercises.toml:5: unknown variant"));
}

#[test]
fn an_exercise_that_is_there_twice_is_an_error() {
    let fixture = Fixture::new();
    fixture.file("ch04/exercises.toml", &EXERCISES.repeat(2));
    assert_eq!(
        error(&fixture),
        "ch04/exercises.toml:9: a second exercise leave"
    );
}

#[test]
fn names_are_unique_in_the_workspace() {
    let fixture = Fixture::new();
    fixture
        .file(
            "Cargo.toml",
            "[workspace]\nmembers = [\"ch04\", \"ch05\"]\n",
        )
        .file("ch05/src/bin/a-wait.rs", "fn main() {}\n");
    assert_eq!(
        error(&fixture),
        "the step a-wait is in ch04 and in ch05: names are unique in the workspace"
    );
}

#[test]
fn a_step_that_is_a_file_and_a_folder_is_an_error() {
    let fixture = Fixture::new();
    fixture.file("ch04/src/bin/a-wait/main.rs", "fn main() {}\n");
    assert!(error(&fixture).starts_with("the step a-wait is there twice: "));
}

#[test]
fn a_missing_solution_or_check_is_an_error() {
    let fixture = Fixture::new();
    fixture.without("ch04/checks/leave.rs");
    assert_eq!(
        error(&fixture),
        "ch04/exercises.toml:2: leave has no ch04/checks/leave.rs"
    );
    fixture.without("ch04/solutions/leave.rs");
    assert_eq!(
        error(&fixture),
        "ch04/exercises.toml:2: leave has no ch04/solutions/leave.rs"
    );
}

#[test]
fn a_broken_mark_in_a_solution_is_told_with_its_file_and_line() {
    let fixture = Fixture::new();
    fixture.file(
        "ch04/solutions/leave.rs",
        &SOLUTION.replace("EXERCISE: end", "EXERCISE: edn"),
    );
    let ws = fixture.load().unwrap();
    let error = format!(
        "{:#}",
        ws.exercise("leave").unwrap().skeleton().unwrap_err()
    );
    assert!(
        error.ends_with("leave.rs: line 10: `EXERCISE: edn` where only `end` can stand"),
        "{error}"
    );
}

#[test]
fn skeletons_are_written_from_the_solutions_and_found_when_they_differ() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    let file = ws.exercise("leave").unwrap().file.clone();
    let files = vec![file.clone()];
    assert_eq!(skeleton::stale(&ws).unwrap(), files, "there is none");
    assert_eq!(skeleton::write(&ws).unwrap(), files);
    assert!(skeleton::stale(&ws).unwrap().is_empty());
    fs::write(&file, "fn mine() {}\n").unwrap();
    assert_eq!(skeleton::stale(&ws).unwrap(), files);
}

#[test]
fn the_list_shows_everything_once() {
    let fixture = Fixture::new();
    let ws = fixture.load().unwrap();
    assert_eq!(
        list::text(&ws).unwrap(),
        "\
ch04  Queues
    a-wait    Waits for one event
    b-folder  A step in a folder
  ○ leave     Leave the queue (level 2)
    1 prediction on the pages
"
    );
    let json = list::json(&ws).unwrap();
    assert_eq!(json["chapters"][0]["steps"][0]["id"], "ch04/a-wait");
    assert_eq!(json["chapters"][0]["exercises"][0]["state"], "untouched");
    assert_eq!(
        json["chapters"][0]["exercises"].as_array().unwrap().len(),
        1
    );
    let expected = serde_json::json!([{
        "id": "ch04/a-wait", "question": "How often does `wait` return?", "answered": false
    }]);
    assert_eq!(json["chapters"][0]["predictions"], expected);
}

#[test]
fn the_list_shows_progress() {
    let fixture = Fixture::new();
    fixture.file(
        "book/progress.json",
        "{\"ch04/leave\": {\"state\": \"solved\", \"hints\": 1},
          \"predictions\": {\"ch04/a-wait\": \"[queue] has no event\"}}",
    );
    let ws = fixture.load().unwrap();
    let text = list::text(&ws).unwrap();
    assert!(text.contains("  ● leave     Leave the queue (level 2, solved)\n"));
    assert!(text.contains("    1 prediction on the pages, 1 answered\n"));
    let json = list::json(&ws).unwrap();
    assert_eq!(json["chapters"][0]["exercises"][0]["hints"], 1);
    assert_eq!(json["chapters"][0]["predictions"][0]["answered"], true);
}

#[test]
fn the_list_counts_predictions_whose_answer_is_still_one_of_the_choices() {
    let fixture = Fixture::new();
    let another = PREDICTIONS.replacen("step =", "name = \"again\"\nstep =", 1);
    fixture.file(
        "ch04/predictions.toml",
        &format!("{PREDICTIONS}\n{another}"),
    );
    fixture.file(
        "book/progress.json",
        "{\"predictions\": {\"ch04/a-wait\": \"[queue] had no event\"}}",
    );
    let text = list::text(&fixture.load().unwrap()).unwrap();
    assert!(text.ends_with("    2 predictions on the pages\n"), "{text}");
}
