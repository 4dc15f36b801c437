//! Every program that stands on a page of this workbook is compiled, without a warning, and run; what
//! it prints is what the page shows.
//!
//! `INSTA_UPDATE=always cargo test -p book --test snippets` writes `tests/snapshots/`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::model::{Snippet, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use support::{own_root, write_if_different};
use testing::{Pin, Update};

const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");

/// How many programs run at once. Most of the time they wait.
const AT_ONCE: usize = 4;

fn workbook() -> Workspace {
    Workspace::load(&own_root()).unwrap()
}

/// One crate with every program in it, so that cargo is called once.
struct Crate {
    dir: PathBuf,
    _lock: File,
}

/// What came of compiling one program.
#[derive(Default)]
struct Compiled {
    program: Option<PathBuf>,
    said: String,
}

impl Crate {
    fn new(ws: &Workspace) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snippets");
        fs::create_dir_all(&dir).unwrap();
        let lock = File::create(dir.join(".lock")).unwrap();
        lock.lock().unwrap();
        let mut manifest = "[workspace]\n\n[package]\nname = \"snippets\"\nversion = \"0.0.0\"\n\
             edition = \"2024\"\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
            .to_owned();
        for snippet in ws.snippets() {
            let (name, file) = (snippet.snapshot_name(), format!("{}.rs", snippet.id()));
            manifest += &format!("\n[[bin]]\nname = \"{name}\"\npath = \"{file}\"\n");
            write_if_different(&dir.join(file), &snippet.program);
        }
        write_if_different(&dir.join("Cargo.toml"), &manifest);
        Self { dir, _lock: lock }
    }

    fn build(&self) -> BTreeMap<String, Compiled> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(&self.dir)
            .args(["build", "--offline", "--keep-going", "--bins"])
            .args(["--target-dir", "target", "--message-format=json"])
            .env_remove("RUSTFLAGS");
        let output = cargo.output().unwrap();
        let mut compiled: BTreeMap<String, Compiled> = BTreeMap::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let message: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(name) = message["target"]["name"].as_str() else {
                continue;
            };
            let of = compiled.entry(name.to_owned()).or_default();
            if let Some(said) = message["message"]["rendered"].as_str() {
                of.said += said;
            }
            if let Some(program) = message["executable"].as_str() {
                of.program = Some(program.into());
            }
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!compiled.is_empty(), "cargo builds nothing: {said}");
        compiled
    }
}

/// Compiles and runs every program, once for all tests; what is wrong with each.
fn failures() -> &'static [String] {
    static FAILURES: OnceLock<Vec<String>> = OnceLock::new();
    FAILURES.get_or_init(|| compile_and_run(&workbook()))
}

fn compile_and_run(ws: &Workspace) -> Vec<String> {
    if ws.snippets().next().is_none() {
        return Vec::new();
    }
    let of_all = Crate::new(ws);
    let compiled = of_all.build();
    let waiting = Mutex::new(ws.snippets());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(snippet) = waiting.lock().unwrap().next() else {
                        return;
                    };
                    let compiled = &compiled[&snippet.snapshot_name()];
                    if let Err(why) = compiled.run(snippet) {
                        let place = format!("book/pages/{}:{}", snippet.page, snippet.line);
                        let failure = format!("{place}: {}: {why}", snippet.id());
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    failures.into_inner().unwrap()
}

#[test]
fn every_program_on_a_page_compiles_without_warnings_and_prints_what_is_pinned() {
    let failures = failures();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

impl Compiled {
    fn run(&self, snippet: &Snippet) -> Result<(), String> {
        if !self.said.is_empty() {
            return Err(format!("the compiler complains:\n{}", self.said));
        }
        let program = self.program.as_ref().ok_or("it was not compiled")?;
        let output = testing::run(&mut Command::new(program));
        if !output.ended {
            return Err(format!("it runs on after a minute; so far:\n{output}"));
        }
        if !output.success {
            return Err(format!("it fails:\n{output}"));
        }
        if snippet.unpinned {
            return Ok(());
        }
        let in_any_order = same_for_each_actor(snippet, &output.stdout);
        if !in_any_order {
            pin_text(snippet, &output.stdout)?;
        }
        let recorded_anew = pin_marks(snippet, &output)?;
        if recorded_anew && in_any_order {
            // The page shows both, so they come in one order.
            pin_text(snippet, &output.stdout)?;
        }
        Ok(())
    }
}

/// Holds the times of its lines to nothing, but the lines to those that a page draws.
fn pin_marks(snippet: &Snippet, output: &testing::Output) -> Result<bool, String> {
    let pin = Pin {
        folder: Path::new(SNAPSHOTS),
        name: &snippet.snapshot_name(),
        command: "cargo test -p book --test snippets",
    };
    pin.pin(&output.marks(), Update::wanted(), || None)
}

fn pin_text(snippet: &Snippet, text: &str) -> Result<(), String> {
    // insta has printed the difference.
    let pinned = || pin(&snippet.snapshot_name(), text);
    catch_unwind(pinned).map_err(|_| {
        let hint = "`INSTA_UPDATE=always cargo test -p book --test snippets` pins it";
        format!("it prints something else; {hint}:\n{text}")
    })
}

fn pin(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(SNAPSHOTS);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Whether, in whatever order its actors came, each of them did what is pinned.
fn same_for_each_actor(snippet: &Snippet, output: &str) -> bool {
    let pinned = || snippet.pinned().ok();
    snippet.any_order && pinned().is_some_and(|pinned| actors(&pinned) == actors(output))
}

/// What each actor says, in its own order. Indented lines belong to the event before them; a line
/// that nobody says is the nobody's.
fn actors(output: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut actors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut speaker = "";
    for line in output.lines() {
        let said = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        match said {
            Some((actor, _)) => speaker = actor,
            None if line.starts_with("    ") => {}
            None => speaker = "",
        }
        actors.entry(speaker).or_default().push(line);
    }
    actors
}

#[test]
fn the_order_between_actors_does_not_matter_and_that_of_each_does() {
    let one = actors("[a] 1\n    more\n[b] 1\n[a] 2\n");
    assert_eq!(one, actors("[b] 1\n[a] 1\n    more\n[a] 2\n"));
    for other in [
        "[a] 2\n[b] 1\n[a] 1\n    more\n",
        "[a] 1\n[b] 1\n    more\n[a] 2\n",
        "[a] 1\n[b] 1\n",
    ] {
        assert_ne!(one, actors(other), "{other}");
    }
}

#[test]
fn the_blocks_of_the_pages_are_in_order() {
    let problems = workbook().pages.problems;
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn every_snapshot_is_some_programs() {
    // Where it is told to, this writes them.
    failures();
    let ws = workbook();
    let pinned = ws.snippets().filter(|snippet| !snippet.unpinned);
    let files = pinned.flat_map(|snippet| [snippet.snapshot.clone(), snippet.recording()]);
    let wanted: BTreeSet<PathBuf> = files.collect();
    let folder = own_root().join("book/tests/snapshots");
    let entries = fs::read_dir(folder).into_iter().flatten();
    let there: BTreeSet<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("snippet-")
        })
        .collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(missing.is_empty(), "not pinned: {missing:#?}");
    let orphans: Vec<_> = there.difference(&wanted).collect();
    assert!(orphans.is_empty(), "no program of a page: {orphans:#?}");
}

/// Chapter 2's promise: one breakfast, told in five models.
#[test]
fn breakfast_is_the_same_in_every_model() {
    failures();
    let ws = workbook();
    let pinned = |model: &&str| {
        let name = format!("ch02/breakfast-{model}");
        let snippet = ws.snippet(&name);
        let snippet = snippet.unwrap_or_else(|| panic!("no page has the program {name}"));
        snippet.pinned().unwrap()
    };
    let [first, others @ ..] = ["threads", "fibers", "callbacks", "promises", "async"];
    for model in &others {
        assert_eq!(pinned(&first), pinned(model), "{first} and {model}");
    }
}
