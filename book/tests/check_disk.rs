//! Verdicts are about the text on disk, whatever the files' times say, and a machine that can't build has none.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::Outcome;
use book::progress::State;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};
use support::Fixture;
use support::checks::exercise;

const DAY: Duration = Duration::from_secs(24 * 3600);

static WORKBOOK: LazyLock<Fixture> = LazyLock::new(|| {
    let exercises = [
        exercise("restored", None),
        exercise("from-the-future", None),
        exercise("built-by-hand", None),
        exercise("full-disk", None),
        exercise("killed-linker", None),
        exercise("no-compiler", None),
        exercise("no-target", None),
    ];
    support::workbook(98, &[], &exercises)
});

fn set_modified(path: &Path, time: SystemTime) {
    File::options()
        .append(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

/// What is in the target folder for an exercise: its program, and what cargo knows of it.
fn built(slug: &str) -> Vec<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .join("debug");
    let files = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let known = files(&target.join(".fingerprint"));
    let known = known.iter().filter(|path| name(path).starts_with("ch98-"));
    let programs = files(&target.join("deps"));
    let programs = programs
        .into_iter()
        .filter(|path| name(path).starts_with(&format!("{slug}-")));
    known.flat_map(|path| files(path)).chain(programs).collect()
}

#[tokio::test]
async fn a_file_that_is_restored_with_its_old_time_is_judged_by_its_text() {
    let slug = "restored";
    let exercise = WORKBOOK.exercise(slug);
    let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let skeleton = fs::read_to_string(&exercise.file).unwrap();
    let old = modified(&exercise.file);
    WORKBOOK.save(slug, &exercise.reference().unwrap());
    assert_eq!(WORKBOOK.verdict(slug).await.outcome, Outcome::Solved);
    fs::write(&exercise.file, &skeleton).unwrap();
    set_modified(&exercise.file, old);
    let verdict = WORKBOOK.verdict(slug).await;
    assert_eq!(verdict.outcome, Outcome::NotYet, "{verdict:#?}");
    assert!(verdict.summary.contains("as it was given"), "{verdict:#?}");
}

#[tokio::test]
async fn what_was_built_in_the_future_is_built_again_when_the_text_changes() {
    let slug = "from-the-future";
    let exercise = WORKBOOK.exercise(slug);
    assert_eq!(WORKBOOK.verdict(slug).await.outcome, Outcome::NotYet);
    let built = built(slug);
    assert!(built.len() > 2, "{built:#?}");
    for path in built {
        set_modified(&path, SystemTime::now() + DAY);
    }
    WORKBOOK.save(slug, &exercise.reference().unwrap());
    let verdict = WORKBOOK.verdict(slug).await;
    assert_eq!(verdict.outcome, Outcome::Solved, "{verdict:#?}");
}

#[tokio::test]
async fn what_cargo_built_by_hand_is_not_believed_either() {
    let slug = "built-by-hand";
    let exercise = WORKBOOK.exercise(slug);
    let old = fs::metadata(&exercise.file).unwrap().modified().unwrap();
    let skeleton = fs::read_to_string(&exercise.file).unwrap();
    WORKBOOK.save(slug, &exercise.reference().unwrap());
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--quiet", "--no-run", "-p", "ch98", "--test", slug]);
    assert!(
        cargo
            .current_dir(&WORKBOOK.root)
            .status()
            .unwrap()
            .success()
    );
    fs::write(&exercise.file, &skeleton).unwrap();
    set_modified(&exercise.file, old);
    let verdict = WORKBOOK.verdict(slug).await;
    assert_eq!(verdict.outcome, Outcome::NotYet, "{verdict:#?}");
}

/// Why there is no verdict on the machine that these variables make of this one.
fn refused(slug: &str, variables: &[(&str, &str)]) -> String {
    // What was built earlier would do.
    let reference = WORKBOOK.exercise(slug).reference().unwrap();
    let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    WORKBOOK.save(
        slug,
        &format!("{reference}// {}\n", time.unwrap().as_nanos()),
    );
    let mut tool = Command::new(env!("CARGO_BIN_EXE_book"));
    tool.args(["check", slug]).env("BOOK_ROOT", &WORKBOOK.root);
    tool.envs(variables.iter().copied());
    let output = tool.output().unwrap();
    assert!(!output.status.success());
    assert_eq!(
        WORKBOOK.state(slug),
        State::Untouched,
        "nothing is recorded"
    );
    String::from_utf8(output.stderr).unwrap()
}

/// The same where the linker is this script.
fn refused_by_linker(slug: &str, script: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(slug);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cc");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let others = std::env::var("PATH").unwrap();
    let all = format!("{}:{others}", folder.display());
    refused(slug, &[("PATH", &all)])
}

fn assert_names(why: &str, trouble: &str) {
    let line = format!("nothing was built: {trouble}");
    assert!(why.contains(&line), "{why}");
}

#[test]
fn a_full_disk_is_named() {
    let script = "echo 'ld: final link failed: No space left on device' >&2; exit 1";
    assert_names(
        &refused_by_linker("full-disk", script),
        "the disk is full (",
    );
}

#[test]
fn a_linker_that_is_ended_by_a_signal_is_named() {
    let why = refused_by_linker("killed-linker", "kill -9 $$");
    assert_names(&why, "the compiler was ended by a signal");
}

#[test]
fn a_compiler_that_is_not_there_is_named() {
    let why = refused("no-compiler", &[("RUSTC", "/no/such/rustc")]);
    assert_names(&why, "the compiler or its linker can't be started");
}

#[test]
fn a_target_folder_that_cannot_be_made_is_named() {
    let why = refused("no-target", &[("CARGO_TARGET_DIR", "/proc/nothing")]);
    assert_names(&why, "a file or folder that the build needs can't be used");
}
