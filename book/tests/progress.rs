//! What is remembered, and the reader's files: whatever happens, nothing is lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use book::check::{Outcome, check};
use book::exercise::{self, Saved, read, save};
use book::model::{Exercise, Kind, Pages, Workspace};
use book::progress::{Progress, State};
use book::run::Stop;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ID: &str = "ch90/timer";

const SOLUTION: &str = "\
//! The task.
fn main() {
    // EXERCISE: solution
    solve();
    // EXERCISE: skeleton
    // todo!(\"solve it\");
    // EXERCISE: end
}
";

const SKELETON: &str = "//! The task.\nfn main() {\n    todo!(\"solve it\");\n}\n";

/// A workbook with one exercise, whose file holds a text.
fn workbook(text: &str) -> (TempDir, Exercise) {
    let dir = TempDir::new().unwrap();
    let chapter = dir.path().join("ch90");
    for folder in ["exercises", "solutions", "checks"] {
        fs::create_dir_all(chapter.join(folder)).unwrap();
    }
    fs::create_dir(dir.path().join("book")).unwrap();
    let exercise = Exercise {
        root: dir.path().to_owned(),
        hangs: Vec::new(),
        chapter: "ch90".into(),
        slug: "timer".into(),
        title: "A timer".into(),
        level: 1,
        kind: Kind::Build,
        hints: vec!["One.".into(), "Two.".into()],
        after: String::new(),
        file: chapter.join("exercises/timer.rs"),
        solution: chapter.join("solutions/timer.rs"),
        check: chapter.join("checks/timer.rs"),
        snapshot: chapter.join("tests/snapshots/exercise-timer.snap"),
    };
    fs::write(&exercise.solution, SOLUTION).unwrap();
    fs::write(&exercise.file, text).unwrap();
    (dir, exercise)
}

fn solve(root: &Path, id: &str) {
    Progress::record(root, id, |done| done.state = State::Solved).unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn progress_is_there_when_it_is_loaded_again() {
    let (dir, _) = workbook("");
    assert_eq!(
        Progress::load(dir.path()).unwrap().of(ID).state,
        State::Untouched
    );
    solve(dir.path(), ID);
    let file = fs::read_to_string(dir.path().join("book/progress.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(
        json,
        serde_json::json!({ ID: { "state": "solved", "hints": 0 } })
    );
    assert!(Progress::load(dir.path()).unwrap().is_solved(ID));
}

#[test]
fn a_prediction_is_remembered_beside_what_is_solved_and_what_others_wrote() {
    let (dir, _) = workbook("");
    let file = dir.path().join("book/progress.json");
    let read = || -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap()
    };
    let predict = |line| Progress::predict(dir.path(), "ch90/edge", line).unwrap();
    // As an earlier version left it.
    fs::write(&file, r#"{"ch90/timer":{"state":"solved","hints":2}}"#).unwrap();
    assert_eq!(
        predict(Some("[main] one")).predicted("ch90/edge"),
        Some("[main] one")
    );
    predict(Some("[main] two"));
    solve(dir.path(), "ch90/other");
    let progress = Progress::load(dir.path()).unwrap();
    assert_eq!(progress.predicted("ch90/edge"), Some("[main] two"));
    assert_eq!(progress.predicted("ch90/timer"), None);
    assert_eq!((progress.of(ID).hints, progress.is_solved(ID)), (2, true));
    assert_eq!(predict(None).predicted("ch90/edge"), None);
    assert!(Progress::load(dir.path()).unwrap().is_solved("ch90/other"));

    // What another version made of it is not in the way.
    fs::write(&file, r#"{"predictions":7}"#).unwrap();
    predict(Some("[main] one"));
    assert_eq!(
        read(),
        serde_json::json!({ "predictions": { "ch90/edge": "[main] one" } })
    );
    fs::write(&file, r#"{"predictions":{"ch77/x":{"often":2}}}"#).unwrap();
    assert_eq!(
        Progress::load(dir.path()).unwrap().predicted("ch77/x"),
        None
    );
    predict(Some("[main] one"));
    assert_eq!(
        read()["predictions"]["ch77/x"],
        serde_json::json!({ "often": 2 })
    );
}

#[tokio::test]
async fn a_verdict_that_cannot_be_written_down_says_so() {
    let (dir, exercise) = workbook("its checks are cut off");
    fs::create_dir(dir.path().join("book/progress.json")).unwrap();
    let ws = Workspace {
        root: dir.path().to_owned(),
        chapters: Vec::new(),
        pages: Pages::default(),
    };
    let (events, _coming) = tokio::sync::mpsc::channel(1);
    let verdict = check(&ws, &exercise, Stop::new(), events).await.unwrap();
    assert_eq!(verdict.outcome, Outcome::Tampered);
    let warning = verdict.warning.unwrap();
    assert!(
        warning.starts_with("This verdict is not remembered: cannot read "),
        "{warning}"
    );
}

#[test]
fn what_another_version_wrote_is_kept() {
    let (dir, _) = workbook("");
    let file = dir.path().join("book/progress.json");
    fs::write(
        &file,
        r#"{"ch77/other":{"stars":5},"ch90/timer":{"hints":1,"mood":"good"},"x":7}"#,
    )
    .unwrap();
    solve(dir.path(), ID);
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let expected = serde_json::json!({
        "ch77/other": { "stars": 5 },
        "ch90/timer": { "hints": 1, "mood": "good", "state": "solved" },
        "x": 7,
    });
    assert_eq!(json, expected);
}

#[test]
fn a_file_that_is_no_progress_is_moved_aside_and_nothing_of_it_is_lost() {
    for broken in [
        "",
        "{\"ch90/timer\": {\"state\"",
        "[1, 2]",
        "\u{0}\u{0}\u{0}",
    ] {
        let (dir, _) = workbook("");
        let book = dir.path().join("book");
        fs::write(book.join("progress.json"), broken).unwrap();
        assert_eq!(Progress::load(dir.path()).unwrap(), Progress::default());
        assert_eq!(
            fs::read_to_string(book.join("progress.json.broken-1")).unwrap(),
            broken
        );
        fs::write(book.join("progress.json"), broken).unwrap();
        solve(dir.path(), ID);
        assert!(Progress::load(dir.path()).unwrap().is_solved(ID));
        assert_eq!(
            fs::read_to_string(book.join("progress.json.broken-2")).unwrap(),
            broken
        );
    }
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let (dir, _) = workbook("");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let root = dir.path();
            scope.spawn(move || {
                for number in 0..10 {
                    solve(root, &format!("ch{writer}/{number}"));
                }
            });
        }
    });
    let progress = Progress::load(dir.path()).unwrap();
    for writer in 0..8 {
        for number in 0..10 {
            assert!(progress.is_solved(&format!("ch{writer}/{number}")));
        }
    }
    assert_eq!(
        names(&dir.path().join("book")),
        ["progress.json", "progress.json.lock"]
    );
}

#[test]
fn hints_come_one_at_a_time_until_there_are_no_more() {
    let (dir, exercise) = workbook("");
    let shown = |hints: exercise::Hints| hints.shown;
    assert!(shown(exercise::hints(dir.path(), &exercise).unwrap()).is_empty());
    assert_eq!(
        shown(exercise::hint(dir.path(), &exercise).unwrap()),
        ["One."]
    );
    assert_eq!(
        shown(exercise::hint(dir.path(), &exercise).unwrap()),
        ["One.", "Two."]
    );
    assert_eq!(
        shown(exercise::hint(dir.path(), &exercise).unwrap()),
        ["One.", "Two."]
    );
    assert_eq!(
        shown(exercise::hints(dir.path(), &exercise).unwrap()),
        ["One.", "Two."]
    );
}

#[test]
fn the_reference_is_for_those_who_solved_it_or_insist() {
    let (dir, exercise) = workbook("");
    let solution = |force| exercise::solution(dir.path(), &exercise, force).unwrap();
    assert_eq!(solution(false), None);
    let reference = "//! The task.\nfn main() {\n    solve();\n}\n";
    assert_eq!(solution(true).as_deref(), Some(reference));
    solve(dir.path(), ID);
    assert_eq!(solution(false).as_deref(), Some(reference));
}

#[test]
fn a_save_replaces_what_the_writer_started_from() {
    let (_dir, exercise) = workbook("old");
    let (text, base) = read(&exercise).unwrap();
    assert_eq!(text, "old");
    let Saved::Version(version) = save(&exercise, "new", &base).unwrap() else {
        panic!()
    };
    assert_eq!(read(&exercise).unwrap(), ("new".to_owned(), version));
    assert_eq!(names(exercise.file.parent().unwrap()), ["timer.rs"]);
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let (_dir, exercise) = workbook("old");
    let (_, base) = read(&exercise).unwrap();
    fs::write(&exercise.file, "of another editor").unwrap();
    let (text, version) = read(&exercise).unwrap();
    let conflict = Saved::Conflict {
        text: text.clone(),
        version: version.clone(),
    };
    assert_eq!(save(&exercise, "new", &base).unwrap(), conflict);
    assert_eq!(read(&exercise).unwrap(), (text, version.clone()));
    assert!(matches!(
        save(&exercise, "new", &version).unwrap(),
        Saved::Version(_)
    ));
}

#[test]
fn of_two_saves_at_the_same_time_one_is_told() {
    let (_dir, exercise) = workbook("old");
    let (_, base) = read(&exercise).unwrap();
    let texts = ["left", "right"];
    let saved: Vec<_> = std::thread::scope(|scope| {
        let (exercise, base) = (&exercise, &base);
        let save = |text: &'static str| scope.spawn(move || save(exercise, text, base).unwrap());
        let threads: Vec<_> = texts.into_iter().map(save).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let won = saved
        .iter()
        .position(|saved| matches!(saved, Saved::Version(_)))
        .unwrap();
    assert!(matches!(&saved[1 - won], Saved::Conflict { text, .. } if text == texts[won]));
    assert_eq!(read(&exercise).unwrap().0, texts[won]);
}

#[test]
fn what_a_killed_writer_left_is_gone_with_the_next_save() {
    let (_dir, exercise) = workbook("old");
    let folder = exercise.file.parent().unwrap();
    fs::write(folder.join(".timer.rs.saving"), "half of a te").unwrap();
    let (_, base) = read(&exercise).unwrap();
    save(&exercise, "new", &base).unwrap();
    assert_eq!(names(folder), ["timer.rs"]);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (dir, exercise) = workbook("");
    let elsewhere = dir.path().join("my-timer.rs");
    fs::remove_file(&exercise.file).unwrap();
    fs::write(&elsewhere, "old").unwrap();
    fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&elsewhere, &exercise.file).unwrap();
    let (_, base) = read(&exercise).unwrap();
    save(&exercise, "new", &base).unwrap();
    assert!(fs::symlink_metadata(&exercise.file).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "new");
    assert_eq!(
        fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_reset_keeps_every_text_that_was_there() {
    let (_dir, exercise) = workbook("mine");
    let folder = exercise.file.parent().unwrap();
    let first = exercise::reset(&exercise).unwrap().unwrap();
    assert_eq!(first, folder.join("timer.rs.backup-1"));
    assert_eq!(fs::read_to_string(&exercise.file).unwrap(), SKELETON);
    assert_eq!(exercise::reset(&exercise).unwrap(), None);
    fs::write(&exercise.file, "mine again").unwrap();
    let second = exercise::reset(&exercise).unwrap().unwrap();
    assert_eq!(second, folder.join("timer.rs.backup-2"));
    assert_eq!(fs::read_to_string(first).unwrap(), "mine");
    assert_eq!(fs::read_to_string(second).unwrap(), "mine again");
}

#[test]
fn a_reset_brings_a_missing_file_back() {
    let (_dir, exercise) = workbook("");
    fs::remove_file(&exercise.file).unwrap();
    let error = format!("{:#}", read(&exercise).unwrap_err());
    assert!(
        error.contains("`cargo book reset ch90/timer` brings it back"),
        "{error}"
    );
    assert_eq!(exercise::reset(&exercise).unwrap(), None);
    assert_eq!(read(&exercise).unwrap().0, SKELETON);
}

/// Run by the test below in a process of its own: saves two texts in turn until it is killed.
#[test]
#[ignore = "is a part of the test below"]
fn saves_for_ever() {
    let Some(file) = std::env::var_os("BOOK_TEST_FILE") else {
        return;
    };
    let (_dir, mut exercise) = workbook("");
    exercise.file = file.into();
    loop {
        for text in [long_text('a'), long_text('b')] {
            let (_, base) = read(&exercise).unwrap();
            save(&exercise, &text, &base).unwrap();
        }
    }
}

fn long_text(letter: char) -> String {
    letter.to_string().repeat(300_000)
}

#[test]
fn a_writer_killed_at_any_moment_leaves_the_old_text_or_the_new() {
    let (dir, exercise) = workbook(&long_text('a'));
    for round in 0..20 {
        let mut writer = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["saves_for_ever", "--exact", "--ignored"])
            .env("BOOK_TEST_FILE", &exercise.file)
            // A killed process leaves its temporary folder behind, so it must lie in this one's.
            .env("TMPDIR", dir.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let before = exercise::version(&read(&exercise).unwrap().0);
        // It is at work as soon as the text changes.
        while read(&exercise).unwrap().1 == before {}
        for _ in 0..round * 10 {
            std::thread::yield_now();
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        let text = read(&exercise).unwrap().0;
        assert!(
            text == long_text('a') || text == long_text('b'),
            "a torn file"
        );
    }
}
