//! The exercises of this workbook: what a reader starts from fails for the stated reason, and the
//! reference solves it.
//!
//! It all happens in a copy of the chapters below the target folder: the files in `exercises/` are
//! the reader's.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::{Outcome, Verdict, check};
use book::model::{Exercise, Workspace};
use book::progress::Progress;
use book::run::Stop;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use support::{own_root, write_if_different};
use tokio::sync::mpsc;

/// The chapters in a folder of their own, without what no exercise needs.
///
/// They get another version: to cargo they are other crates then, which share their dependencies
/// with the real ones, but do not take their place in the target folder.
fn copy() -> (Workspace, File) {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skeletons");
    fs::create_dir_all(root.join("book")).unwrap();
    let lock = File::create(root.join(".lock")).unwrap();
    lock.lock().unwrap();
    let own = own_root();
    let chapters = Workspace::load(&own).unwrap().chapters;
    let names: Vec<_> = chapters
        .iter()
        .filter(|chapter| chapter.is_crate())
        .map(|chapter| chapter.name.clone())
        .collect();
    write_if_different(&root.join("Cargo.toml"), &manifest(&own, &names));
    write_if_different(&root.join("Cargo.lock"), &read(&own.join("Cargo.lock")));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let config = format!("[build]\ntarget-dir = {target:?}\n\n[net]\noffline = true\n");
    write_if_different(&root.join(".cargo/config.toml"), &config);
    let mut copied = BTreeSet::new();
    for name in &names {
        copy_folder(&own.join(name), &root.join(name), &mut copied);
        remove_others(&root.join(name), &copied);
        let manifest = root.join(name).join("Cargo.toml");
        // The steps are not copied.
        let text: String = read(&own.join(name).join("Cargo.toml"))
            .lines()
            .filter(|line| !line.starts_with("default-run"))
            .flat_map(|line| [line, "\n"])
            .collect();
        write_if_different(&manifest, &text);
    }
    let _ = fs::remove_file(root.join("book/progress.json"));
    (Workspace::load(&root).unwrap(), lock)
}

fn manifest(own: &Path, names: &[String]) -> String {
    let mut manifest = String::new();
    for line in read(&own.join("Cargo.toml")).lines() {
        let line = match line.split_once(" = ") {
            Some(("members", _)) => format!("members = {names:?}"),
            Some(("default-members", _)) => continue,
            Some(("version", _)) => "version = \"0.0.0\"".to_owned(),
            // Those that are copied lie where they did; the others are the real ones.
            Some((name, path)) if !names.iter().any(|copied| copied == name) => {
                let absolute = format!("path = \"{}/", own.display());
                format!("{name} = {}", path.replace("path = \"", &absolute))
            }
            _ => line.to_owned(),
        };
        manifest += &line;
        manifest.push('\n');
    }
    manifest
}

fn copy_folder(from: &Path, to: &Path, copied: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        let is_left_out = ["src/bin", "Cargo.toml", "predictions.toml"]
            .iter()
            .any(|name| from.ends_with(name));
        if from.is_dir() && !is_left_out {
            copy_folder(&from, &to, copied);
        } else if !is_left_out && let Ok(text) = fs::read_to_string(&from) {
            // The reader's files come later.
            if !from.parent().unwrap().ends_with("exercises") {
                write_if_different(&to, &text);
            }
            copied.insert(to);
        } else if from.ends_with("Cargo.toml") {
            copied.insert(to);
        }
    }
}

fn remove_others(dir: &Path, copied: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, copied);
        } else if !copied.contains(&path) {
            fs::remove_file(path).unwrap();
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

async fn verdict(ws: &Workspace, exercise: &Exercise, text: &str) -> Verdict {
    write_if_different(&exercise.file, text);
    let (events, mut coming) = mpsc::channel(64);
    let drain = async { while coming.recv().await.is_some() {} };
    let (verdict, ()) = tokio::join!(check(ws, exercise, Stop::new(), events), drain);
    verdict.unwrap()
}

/// A verdict without what differs from run to run.
fn text(verdict: &Verdict) -> String {
    let mut text = format!("{}\n", verdict.summary);
    if let Some(failure) = &verdict.failure {
        text.push('\n');
        for line in failure.lines() {
            // A check may grow above the line that fails.
            let is_place = line.starts_with("at ch");
            let line = line
                .split(", line")
                .next()
                .filter(|_| is_place)
                .unwrap_or(line);
            let _ = writeln!(text, "{line}");
        }
    }
    let diff = verdict.diff.iter().map(|line| match line.kind {
        book::check::Kind::Same => format!("  {}", line.text),
        book::check::Kind::Expected => format!("+ {}", line.text),
        book::check::Kind::Got => format!("- {}", line.text),
    });
    let lines: Vec<_> = diff.chain(verdict.trace.iter().cloned()).collect();
    if !lines.is_empty() {
        let _ = write!(text, "\n{}\n", lines.join("\n"));
    }
    text
}

/// Pins the verdict in the chapter, beside the exercise's own snapshot.
fn pin(exercise: &Exercise, verdict: &Verdict) {
    let mut settings = insta::Settings::clone_current();
    let chapter = own_root().join(&exercise.chapter);
    settings.set_snapshot_path(chapter.join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(format!("untouched-{}", exercise.slug), text(verdict));
    });
}

#[tokio::test]
async fn every_skeleton_fails_for_the_stated_reason_and_every_reference_solves() {
    let (ws, _lock) = copy();
    for exercise in ws.exercises() {
        let id = exercise.id();
        let untouched = verdict(&ws, exercise, &exercise.skeleton().unwrap()).await;
        assert_ne!(
            untouched.outcome,
            Outcome::Solved,
            "{id}: nothing is left to do"
        );
        assert_eq!(
            untouched.compiler, None,
            "{id}: the skeleton does not compile cleanly"
        );
        pin(exercise, &untouched);
        let solved = verdict(&ws, exercise, &exercise.reference().unwrap()).await;
        assert_eq!(solved.outcome, Outcome::Solved, "{id}: {solved:#?}");
        assert_eq!(
            solved.compiler, None,
            "{id}: the reference does not compile cleanly"
        );
    }
}

/// The exercises in the order in which a reader comes to them.
fn on_the_pages(root: &Path) -> Vec<String> {
    let pages = root.join("book/pages");
    let summary = read(&pages.join("SUMMARY.md"));
    let links = summary.lines().filter_map(|line| {
        let (_, link) = line.split_once("](")?;
        Some(link.split_once(')')?.0.to_owned())
    });
    links
        .filter(|link| !link.is_empty())
        .flat_map(|link| {
            let text = read(&pages.join(link));
            let ids = text.lines().filter_map(|line| {
                let id = line.strip_prefix("{{#exercise ")?.strip_suffix("}}")?;
                Some(id.to_owned())
            });
            ids.collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn exercises_come_in_the_order_of_the_pages() {
    let root = own_root();
    let ws = Workspace::load(&root).unwrap();
    let pages = on_the_pages(&root);
    let listed: Vec<_> = ws.exercises().map(Exercise::id).collect();
    assert_eq!(listed, pages, "exercises.toml, and the pages");
    let solved_nothing = Progress::default();
    for pair in pages.windows(2) {
        let exercise = ws.exercise(&pair[0]).unwrap();
        let next = book::check::next(&ws, exercise, &solved_nothing);
        assert_eq!(next.as_ref(), Some(&pair[1]), "after {}", pair[0]);
    }
}

/// For whoever keeps the workbook: a reader changes these files. `BOOK_PRISTINE=1` says that nobody
/// has.
#[test]
fn the_readers_files_are_the_skeletons() {
    if std::env::var_os("BOOK_PRISTINE").is_none_or(|value| value != "1") {
        return;
    }
    for exercise in Workspace::load(&own_root()).unwrap().exercises() {
        let id = exercise.id();
        let skeleton = exercise.skeleton().unwrap();
        let is_skeleton = read(&exercise.file) == skeleton;
        assert!(
            is_skeleton,
            "{id} is not its skeleton: cargo book reset {id}"
        );
    }
}
