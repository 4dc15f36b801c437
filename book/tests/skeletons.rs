//! The exercises of this workbook: what a reader starts from fails for the stated reason, and the
//! reference solves it.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::{Outcome, Verdict};
use book::model::{Exercise, Workspace};
use book::progress::Progress;
use std::fmt::Write;
use std::path::Path;
use support::chapters::{copy, read, verdict};
use support::own_root;

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
    let chapter = exercise.dir().strip_prefix(&exercise.root).unwrap();
    settings.set_snapshot_path(own_root().join(chapter).join("tests/snapshots"));
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
    // Those that are on no page are told by the index's test.
    let listed = ws.exercises().map(Exercise::id);
    let listed: Vec<_> = listed.filter(|id| pages.contains(id)).collect();
    assert_eq!(listed, pages, "exercises.toml, and the pages");
    let solved_nothing = Progress::default();
    let all: Vec<_> = ws.exercises().map(Exercise::id).collect();
    for pair in all.windows(2) {
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
