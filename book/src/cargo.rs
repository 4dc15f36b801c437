//! Building a step, or the check of an exercise, with cargo: its progress, what the compiler says,
//! and where the program lies.

mod messages;
mod stamp;
mod trouble;

use crate::model::Workspace;
use crate::run::{Event, Limits, Output, Status, Stop, Stream, execute};
use crate::supervise::Program;
use anyhow::{Result, bail};
use messages::Messages;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// What to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A step's program.
    Step(String),
    /// The tests of an exercise.
    Exercise(String),
    /// A program from a page, in a crate of its own.
    Snippet(String),
    /// The tests of a crate's `lib`, of `bin:STEP` or of a file in `tests/`.
    Tests(String),
}

/// Where and how something is built.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The folder of the workspace.
    pub root: PathBuf,
    /// The crate.
    pub package: String,
    /// Whether it is compiled with optimisation.
    pub release: bool,
    /// Variables that are set for cargo.
    pub set: Vec<(&'static str, OsString)>,
}

impl Place {
    /// A crate of the workspace in this folder, compiled as cargo does when it isn't told otherwise.
    pub fn new(root: &Path, package: &str) -> Self {
        Self {
            root: root.to_owned(),
            package: package.to_owned(),
            release: false,
            set: Vec::new(),
        }
    }
}

/// What came of building a [`Target`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Built {
    /// It can be run.
    Ready {
        /// The program.
        executable: PathBuf,
        /// What the compiler warned about, coloured for a terminal; empty if nothing.
        warnings: String,
    },
    /// It does not compile, for these reasons, coloured for a terminal.
    Broken(String),
    /// It was stopped.
    Stopped,
}

/// Builds a step, or the tests of an exercise, of a chapter, or the one program of a crate of its own.
/// Only [`Event::Progress`] is sent.
///
/// # Errors
///
/// When cargo cannot be run, is not done `within` a time, or is kept from its work by something that is not in the text:
/// a full disk, a missing linker.
pub async fn build(
    root: &Path,
    chapter: &str,
    target: &Target,
    within: Duration,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> Result<Built> {
    build_at(&Place::new(root, chapter), target, within, stop, events).await
}

/// [`build`] in some place.
pub(crate) async fn build_at(
    place: &Place,
    target: &Target,
    within: Duration,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> Result<Built> {
    let mut arguments = target.arguments(&place.package);
    if place.release {
        arguments.push("--release");
    }
    let (mut status, mut messages) = cargo(place, &arguments, within, stop, events).await;
    if remove_stale(&place.root, &messages).await {
        (status, messages) = cargo(place, &arguments, within, stop, events).await;
    }
    match status {
        Status::Exited(_) | Status::Signalled(..) => match messages.trouble(target) {
            Some(trouble) => bail!(trouble),
            None => Ok(messages.outcome(target)),
        },
        Status::Stopped => Ok(Built::Stopped),
        Status::TimedOut(limit) => bail!(
            "the compiler was still at work after {} s and was stopped",
            limit.as_secs_f64()
        ),
        other => bail!("cargo: {}", other.sentence()),
    }
}

/// Removes what cargo found fresh and was built from another text. Whether there was any.
async fn remove_stale(root: &Path, messages: &Messages) -> bool {
    let (root, outputs) = (root.to_owned(), messages.outputs().to_vec());
    // It may have to wait for another cargo.
    let removing = tokio::task::spawn_blocking(move || stamp::remove_stale(&root, &outputs));
    removing.await.unwrap_or(false)
}

impl Target {
    fn arguments<'a>(&'a self, package: &'a str) -> Vec<&'a str> {
        match self {
            Self::Step(name) => vec!["build", "--package", package, "--bin", name],
            Self::Exercise(name) => {
                vec!["test", "--no-run", "--package", package, "--test", name]
            }
            Self::Snippet(name) => snippet_arguments(name).to_vec(),
            Self::Tests(tests) => {
                let mut arguments = vec!["test", "--no-run", "--package", package];
                match tests.split_once(':') {
                    Some((_, bin)) => arguments.extend(["--bin", bin]),
                    None if tests == "lib" => arguments.push("--lib"),
                    None => arguments.extend(["--test", tests]),
                }
                arguments
            }
        }
    }
}

/// What builds a program from a page in its own crate: out of what is there, into the crate itself.
pub(crate) fn snippet_arguments(bin: &str) -> [&str; 6] {
    ["build", "--offline", "--target-dir", "target", "--bin", bin]
}

/// Builds everything that a first click needs: the steps of each chapter, then its exercises and
/// what they stand on. Gives the chapters whose steps do not build; exercises that do not compile
/// do not matter, as they are the reader's. Stops early when told to.
///
/// Each chapter is built by itself, with the arguments that [`build`] uses: cargo chooses the
/// features of shared crates for what it builds together, so one build of all chapters would
/// prepare other crates than those that a click asks for.
///
/// # Errors
///
/// When cargo cannot be run.
pub async fn build_all(
    ws: &Workspace,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for chapter in &ws.chapters {
        let mut builds = Vec::new();
        if !chapter.steps.is_empty() {
            let steps = vec![
                "build",
                "--keep-going",
                "--package",
                &chapter.name,
                "--bins",
            ];
            builds.push((steps, true));
        }
        if !chapter.exercises.is_empty() {
            // What `cargo test --no-run` builds, except that only `build` goes on after an error.
            let mut tests = vec!["build", "--keep-going", "--package", &chapter.name];
            let slugs = chapter.exercises.iter().map(|exercise| &exercise.slug);
            tests.extend(slugs.flat_map(|slug| ["--test", slug]));
            builds.push((tests, false));
        }
        for (arguments, matters) in builds {
            let place = Place::new(&ws.root, &chapter.name);
            match cargo(&place, &arguments, Duration::MAX, stop, events)
                .await
                .0
            {
                Status::Exited(0) => {}
                Status::Exited(_) | Status::Signalled(..) if matters => {
                    broken.push(chapter.name.clone());
                }
                Status::Exited(_) | Status::Signalled(..) => {}
                Status::Stopped => return Ok(broken),
                other => bail!("cargo: {}", other.sentence()),
            }
        }
    }
    Ok(broken)
}

async fn cargo(
    place: &Place,
    arguments: &[&str],
    within: Duration,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> (Status, Messages) {
    let program = program(place, arguments);
    let limits = Limits {
        time: within,
        bytes: usize::MAX,
        ..Limits::default()
    };
    let (said, mut hear) = mpsc::channel(256);
    let listen = async {
        let mut messages = Messages::default();
        while let Some(event) = hear.recv().await {
            if let Event::Line { stream, text, .. } = event
                && let Some(progress) = messages.line(stream, &text)
                && events.send(progress).await.is_err()
            {
                break;
            }
        }
        hear.close();
        messages
    };
    let work = async {
        let end = execute(&program, Output::Messages, limits, stop, &said).await;
        drop(said);
        end
    };
    let (end, messages) = tokio::join!(work, listen);
    let outputs = messages.outputs().iter();
    outputs.for_each(|output| output.put_stamp(&place.root));
    (end.status, messages)
}

/// What came of building a target, from the messages on cargo's standard output.
pub(crate) fn outcome(messages: &str, target: &Target) -> Built {
    let mut heard = Messages::default();
    for line in messages.lines() {
        heard.line(Stream::Out, line);
    }
    heard.outcome(target)
}

fn program(place: &Place, arguments: &[&str]) -> Program {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut all: Vec<OsString> = arguments.iter().map(Into::into).collect();
    all.push("--message-format=json,json-diagnostic-rendered-ansi".into());
    let mut set: Vec<(_, OsString)> = vec![
        ("CARGO_TERM_PROGRESS_WHEN", "always".into()),
        ("CARGO_TERM_PROGRESS_WIDTH", "80".into()),
        ("CARGO_TERM_COLOR", "never".into()),
    ];
    set.extend(place.set.iter().cloned());
    Program {
        path: cargo.into(),
        arguments: all,
        dir: place.root.clone(),
        set,
        unset: own_variables(),
    }
}

/// The variables that cargo sets for the programs it runs, this one among them: those that it
/// starts in turn are not to take them for their own.
pub(crate) fn own_variables() -> Vec<OsString> {
    const EXACT: [&str; 9] = [
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_MAKEFLAGS",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_TARGET_TMPDIR",
        "LD_LIBRARY_PATH",
        "OUT_DIR",
    ];
    let own = |name: &OsString| {
        let name = name.to_string_lossy();
        EXACT.contains(&&*name)
            || name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_BIN_EXE_")
            || name.starts_with("INSTA_")
    };
    // `LD_LIBRARY_PATH` may be the reader's own where cargo did not start this program.
    let by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").is_some();
    let names = std::env::vars_os().map(|(name, _)| name).filter(own);
    names
        .filter(|name| by_cargo || name != "LD_LIBRARY_PATH")
        .collect()
}

/// A text without the colours and other commands that it has for a terminal.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, command)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = command.find(|c: char| ('@'..='~').contains(&c));
        rest = end.map_or("", |end| &command[end + 1..]);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn colours_are_taken_out_of_a_text() {
        let text = "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: no\u{1b}[K";
        assert_eq!(plain(text), "error: no");
        assert_eq!(plain("as it is"), "as it is");
        assert_eq!(plain("cut \u{1b}[1"), "cut ");
    }
}
