//! An experiment: a small change to a file, what to run then, and what comes of it.

use super::{Snippet, Step, Workspace, read};
use crate::snapshot;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A change for a reader to try, which never touches the reader's own files.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The chapter that it belongs to: `ch05`.
    pub chapter: String,
    /// Its name: `one-more-push`.
    pub name: String,
    /// What the pages call it.
    pub title: String,
    /// What is run, with and without the change.
    pub runs: Runs,
    /// The program's arguments.
    pub args: Vec<String>,
    /// Whether it is compiled with optimisation.
    pub release: bool,
    /// The only system and processor that the outcome is pinned on: `linux-x86_64`.
    pub only_on: Option<String>,
    /// A file of the system, and a text: where the file holds the text, the outcome isn't the pinned one.
    pub not_if: Option<(PathBuf, String)>,
    /// Why that is the outcome, in Markdown.
    pub why: String,
    /// The changes.
    pub changes: Vec<Change>,
    /// What must come of it.
    pub outcome: Expected,
    /// The file that says all this.
    pub file: PathBuf,
    /// The file with the pinned outcome.
    pub snapshot: PathBuf,
    /// The file with what is pinned without the change, if no other snapshot has it.
    pub before: Option<PathBuf>,
}

/// What an experiment runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A step of its chapter, by name.
    Step(String),
    /// One test of its chapter's crate.
    Test {
        /// `lib`, `bin:c-fibers`, or the name of a file in `tests/`.
        target: String,
        /// The test's path in it.
        path: String,
    },
    /// A program on a page of its chapter, by name.
    Program(String),
}

/// A piece of a file, and what is there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, from the workspace's root; none if it is the text of a program on a page.
    pub file: Option<String>,
    /// What the file holds exactly once.
    pub old: String,
    /// What is there instead.
    pub new: String,
    /// Where the experiment says so: `ch05/experiments/one-more-push.toml:7`.
    pub place: String,
}

/// What must come of an experiment.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Its kind.
    pub is: Is,
    /// The name of the signal that ends the program.
    pub signal: Option<String>,
    /// What the outcome contains, because the pages rely on it.
    pub shows: Vec<String>,
    /// Regular expressions, and what is pinned instead of what they match.
    pub redact: Vec<(String, String)>,
}

/// The kind of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// It ends well, or the test passes.
    Output,
    /// It does not compile.
    CompileError,
    /// Its main thread panics.
    Panic,
    /// It comes to no end.
    Hang,
    /// A signal ends it.
    Signal,
    /// It ends with an exit status that is neither 0 nor 101, a panic's.
    Failure,
    /// The test fails.
    TestFailure,
}

impl Experiment {
    /// How pages and commands name it: `ch05/one-more-push`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// What tries it in a terminal.
    pub fn command(&self) -> String {
        format!("cargo book try {}", self.id())
    }

    /// Whether its outcome is pinned on this machine's kind.
    pub fn is_for_this_machine(&self) -> bool {
        let (system, processor) = (std::env::consts::OS, std::env::consts::ARCH);
        let here = |only: &String| *only == format!("{system}-{processor}");
        let holds = |(file, text): &(PathBuf, String)| {
            std::fs::read_to_string(file).is_ok_and(|found| found.contains(text))
        };
        self.only_on.as_ref().is_none_or(here) && !self.not_if.as_ref().is_some_and(holds)
    }

    /// What runs it in a terminal when the change is made by hand.
    pub fn run_command(&self) -> String {
        let release = if self.release { " --release" } else { "" };
        let args = match self.args.as_slice() {
            [] => String::new(),
            args => format!(" -- {}", args.join(" ")),
        };
        let chapter = &self.chapter;
        match &self.runs {
            Runs::Step(name) => format!("cargo run{release} -p {chapter} --bin {name}{args}"),
            Runs::Program(name) => format!("cargo book run {chapter}/{name}"),
            Runs::Test { target, path } => {
                let target = match target.split_once(':') {
                    Some((_, bin)) => format!("--bin {bin}"),
                    None if target == "lib" => "--lib".to_owned(),
                    None => format!("--test {target}"),
                };
                format!("cargo test{release} -p {chapter} {target} {path}")
            }
        }
    }

    /// The texts that it changes, each with its file's name, or none for a program on a page.
    pub fn texts(&self, ws: &Workspace) -> Result<Vec<Changed>> {
        let mut texts: Vec<Changed> = Vec::new();
        for change in &self.changes {
            let at = texts.iter().position(|text| text.file == change.file);
            let at = match at {
                Some(at) => at,
                None => {
                    texts.push(self.unchanged(ws, change)?);
                    texts.len() - 1
                }
            };
            let text = &mut texts[at];
            text.after = change.apply(&text.after)?;
        }
        Ok(texts)
    }

    fn unchanged(&self, ws: &Workspace, change: &Change) -> Result<Changed> {
        let before = match (&change.file, &self.runs) {
            (Some(file), _) => read(&ws.root.join(file))?.replace("\r\n", "\n"),
            (None, Runs::Program(name)) => ws.find_snippet(name)?.program.clone(),
            (None, _) => bail!("{}: a change needs a file", change.place),
        };
        Ok(Changed {
            file: change.file.clone(),
            after: before.clone(),
            before,
        })
    }

    /// The step that it runs, if it runs one.
    pub fn step<'a>(&self, ws: &'a Workspace) -> Option<&'a Step> {
        match &self.runs {
            Runs::Step(name) => ws.step(name),
            _ => None,
        }
    }

    /// The program on a page that it runs, if it runs one.
    pub fn program<'a>(&self, ws: &'a Workspace) -> Option<&'a Snippet> {
        match &self.runs {
            Runs::Program(name) => ws.snippet(name),
            _ => None,
        }
    }

    /// The pinned outcome: a sentence that says how it ended, then what it printed.
    pub fn pinned(&self) -> Result<String> {
        snapshot::read(&self.snapshot, "book --test experiments")
    }

    /// What is pinned without the change; none if a test passes without a word, or if it depends on the machine.
    pub fn pinned_before(&self, ws: &Workspace) -> Result<Option<String>> {
        if let Some(before) = &self.before {
            return snapshot::read(before, "book --test experiments").map(Some);
        }
        match &self.runs {
            Runs::Step(name) => ws.find_step(name)?.pinned().map(Some),
            Runs::Program(name) => {
                let program = ws.find_snippet(name)?;
                let is_pinned = !program.unpinned;
                is_pinned.then(|| program.pinned()).transpose()
            }
            Runs::Test { .. } => Ok(None),
        }
    }

    /// The name of its snapshot, without the file's ending.
    pub fn snapshot_name(&self) -> String {
        let stem = self.snapshot.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }
}

/// A text before and after an experiment's changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The file, from the workspace's root; none if it is the text of a program on a page.
    pub file: Option<String>,
    /// As it is.
    pub before: String,
    /// As the experiment has it.
    pub after: String,
}

impl Changed {
    /// Both texts as a reader sees them: without the comments that mark a piece of a file for the pages.
    pub fn for_readers(&self) -> [String; 2] {
        let is_mark = |line: &str| line.contains("// ANCHOR:") || line.contains("// ANCHOR_END:");
        [&self.before, &self.after].map(|text| {
            let lines = text.split_inclusive('\n');
            lines.filter(|line| !is_mark(line)).collect()
        })
    }
}

impl Change {
    /// The text with this change.
    ///
    /// # Errors
    ///
    /// When what it replaces is not there, or more than once.
    pub fn apply(&self, text: &str) -> Result<String> {
        let place = &self.place;
        let file = self.file.as_deref().unwrap_or("the program");
        let first = self.old.trim().lines().next().unwrap_or_default();
        let at = text.find(&self.old).with_context(|| {
            format!(
                "{place}: {file} has changed: the text that this experiment replaces is not in it: {first:?}"
            )
        })?;
        let (before, rest) = text.split_at(at);
        let rest = &rest[self.old.len()..];
        // Two places may overlap, too.
        let more = text[at + 1..].contains(&self.old);
        if text.is_char_boundary(at + 1) && more {
            bail!(
                "{place}: the text that this experiment replaces is in {file} more than once: {first:?}"
            );
        }
        Ok([before, &self.new, rest].concat())
    }
}

impl Is {
    /// The kind in a word, as the files and the pages have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Output => "output",
            Self::CompileError => "compile-error",
            Self::Panic => "panic",
            Self::Hang => "hang",
            Self::Signal => "signal",
            Self::Failure => "failure",
            Self::TestFailure => "test-failure",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Changed;

    #[test]
    fn readers_do_not_see_the_marks_of_a_piece() {
        let text = "// ANCHOR: a\nfn a() {}\n    // ANCHOR_END: a\n";
        let changed = Changed {
            file: None,
            before: text.to_owned(),
            after: text.replace("a()", "b()"),
        };
        assert_eq!(changed.for_readers(), ["fn a() {}\n", "fn b() {}\n"]);
    }
}
