//! Every experiment of this workbook is run, and its outcome is what the page shows.
//!
//! `INSTA_UPDATE=always cargo test -p book --test experiments` writes the snapshots. `BOOK_TRY=ch05/name`
//! runs only that experiment.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::experiment::{self, Found, Side};
use book::model::{Experiment, Is, Workspace};
use book::run::Stop;
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use support::own_root;
use tokio::sync::mpsc;

/// How many run at once: each has a copy of the chapters, and compiles it. Only one copy at a time is compiled, so what
/// helps is that another one runs meanwhile.
const AT_ONCE: usize = 2;
/// As many more begin with those that hang, which sleep for most of their time.
const AT_ONCE_FROM_THE_END: usize = 1;

/// As for the steps' own tests.
const VARIABLES: [(&str, &str); 1] = [("DELAYSERVER_SPEEDUP", "20")];

fn workbook() -> Workspace {
    Workspace::load(&own_root()).unwrap()
}

/// The experiments that are run here and now.
fn here(ws: &Workspace) -> impl Iterator<Item = &Experiment> {
    let only = std::env::var("BOOK_TRY").ok();
    let here = ws.experiments().filter(|it| it.is_for_this_machine());
    here.filter(move |experiment| only.as_ref().is_none_or(|only| experiment.id() == *only))
}

/// Runs every experiment, once for all tests; what is wrong with each.
fn failures() -> &'static [String] {
    static FAILURES: OnceLock<Vec<String>> = OnceLock::new();
    FAILURES.get_or_init(|| {
        let ws = workbook();
        let (hang, end): (Vec<_>, Vec<_>) = here(&ws).partition(|it| it.outcome.is == Is::Hang);
        let waiting: VecDeque<_> = end.into_iter().chain(hang).collect();
        let (waiting, failures) = (Mutex::new(waiting), Mutex::new(Vec::new()));
        let work = |from_the_end: bool| {
            while let Some(experiment) = next(&waiting, from_the_end) {
                if let Err(why) = holds(&ws, experiment) {
                    let file = ws.relative(&experiment.file);
                    failures.lock().unwrap().push(format!("{file}: {why}"));
                }
            }
        };
        std::thread::scope(|scope| {
            for number in 0..AT_ONCE + AT_ONCE_FROM_THE_END {
                let work = &work;
                scope.spawn(move || work(number >= AT_ONCE));
            }
        });
        failures.into_inner().unwrap()
    })
}

fn next<T>(waiting: &Mutex<VecDeque<T>>, from_the_end: bool) -> Option<T> {
    let mut waiting = waiting.lock().unwrap();
    match from_the_end {
        false => waiting.pop_front(),
        true => waiting.pop_back(),
    }
}

/// Runs an experiment and compares what comes of it with what its file says and what is pinned.
fn holds(ws: &Workspace, experiment: &Experiment) -> Result<(), String> {
    if let Some(before) = &experiment.before {
        let found = tried(ws, experiment, Side::Before);
        let text = experiment::text(ws, experiment, Side::Before, &found).unwrap();
        pin(before, &text)?;
    }
    let found = tried(ws, experiment, Side::After);
    let text = experiment::text(ws, experiment, Side::After, &found).unwrap();
    if let Some(problem) = found.problem(experiment) {
        return Err(format!("{problem}\n{text}"));
    }
    pinned_as(experiment, &text)
}

fn tried(ws: &Workspace, experiment: &Experiment, side: Side) -> Found {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (events, mut coming) = mpsc::channel(64);
        let listen = async {
            let mut found = Found::default();
            while let Some(event) = coming.recv().await {
                found.event(&event);
            }
            found
        };
        let running = experiment::run(ws, experiment, side, &VARIABLES, Stop::new(), events);
        tokio::join!(running, listen).1
    })
}

/// The compiler's words, and what it makes of undefined behaviour, are those of one version of it.
fn pinned_as(experiment: &Experiment, text: &str) -> Result<(), String> {
    let depends = experiment.outcome.is == Is::CompileError || experiment.release;
    let with = fs::read_to_string(&experiment.snapshot).unwrap_or_default();
    let is_same = !with.contains("\ndescription: ") || with.contains(&compiler());
    if depends && !is_same {
        let pinned = experiment.pinned().map_err(|error| error.to_string())?;
        let errors = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| line.starts_with("error["));
            lines
                .map(|line| line[..line.find(']').unwrap_or(0)].to_owned())
                .collect()
        };
        return if errors(&pinned) == errors(text) {
            Ok(())
        } else {
            Err(format!("it has other errors:\n{text}"))
        };
    }
    pin(&experiment.snapshot, text)
}

/// The version of the compiler, as a snapshot names it.
fn compiler() -> String {
    static VERSION: OnceLock<String> = OnceLock::new();
    let version = VERSION.get_or_init(|| {
        let output = Command::new("rustc").arg("--version").output().unwrap();
        let version = String::from_utf8(output.stdout).unwrap();
        version
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    });
    version.clone()
}

fn pin(snapshot: &Path, text: &str) -> Result<(), String> {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(snapshot.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(compiler());
    let name = snapshot.file_stem().unwrap().to_string_lossy();
    // insta prints the difference.
    let pinned = || settings.bind(|| insta::assert_snapshot!(&*name, text));
    catch_unwind(std::panic::AssertUnwindSafe(pinned)).map_err(|_| {
        let hint = "`INSTA_UPDATE=always cargo test -p book --test experiments` pins it";
        format!("the outcome is another one; {hint}:\n{text}")
    })
}

#[test]
fn every_experiment_has_the_outcome_that_is_pinned() {
    let before = hashes(&own_root());
    let failures = failures();
    let changed = differences(&before, &hashes(&own_root()));
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(changed.is_empty(), "an experiment changed {changed:#?}");
}

/// The texts of all files that a reader has, but for snapshots, which this may be told to write.
fn hashes(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if name == "target" || name == ".git" || name == "snapshots" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read(&path) {
                found.insert(path, text);
            }
        }
    }
    found
}

fn differences(
    before: &BTreeMap<PathBuf, Vec<u8>>,
    after: &BTreeMap<PathBuf, Vec<u8>>,
) -> Vec<PathBuf> {
    let all = before.keys().chain(after.keys());
    let changed = all.filter(|path| before.get(*path) != after.get(*path));
    changed.cloned().collect()
}

#[test]
fn every_snapshot_is_some_experiments() {
    failures();
    let ws = workbook();
    let snapshots = ws
        .experiments()
        .flat_map(|it| it.before.iter().chain([&it.snapshot]));
    let wanted: Vec<PathBuf> = snapshots.cloned().collect();
    let folders = ws
        .chapters
        .iter()
        .map(|chapter| chapter.dir.join("tests/snapshots"));
    let folders = folders.chain([own_root().join("book/tests/snapshots")]);
    for entry in folders
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
    {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("try-") {
            assert!(
                wanted.contains(&path),
                "no experiment's: {}",
                path.display()
            );
        }
    }
    for experiment in here(&ws) {
        assert!(
            experiment.snapshot.is_file(),
            "not pinned: {}",
            experiment.id()
        );
    }
}
