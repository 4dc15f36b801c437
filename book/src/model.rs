//! What is in the workbook: its chapters, and the steps, programs on pages and exercises of each.

pub(crate) mod blocks;
mod doc;
mod exercises;
mod experiment;
mod experiments;
mod load;
mod measurement;
mod nearest;
mod predictions;
mod snippets;
mod summary;
mod test_names;
mod toml_file;

pub(crate) use doc::module_doc;
pub use experiment::{Change, Changed, Expected, Experiment, Is, Runs};
pub use measurement::{Measured, Measurement, Record};
pub use nearest::Unknown;
pub use predictions::{Choice, Prediction, Target};
pub use snippets::{Pages, Part, Snippet};

use crate::{skeleton, snapshot};
use anyhow::{Context, Result, bail};
use doc::without_links_to_items;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// The workbook as it lies on disk.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder with the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// The chapters that have something to run, in order.
    pub chapters: Vec<Chapter>,
    /// What the chapters' pages hold beside prose.
    pub pages: Pages,
}

/// A chapter: a crate of the workspace, `ch04` or `book/ch06`, or pages with programs on them, or both.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The name of its folder and its crate: `ch04`.
    pub name: String,
    /// What the sidebar calls it.
    pub title: String,
    /// Its steps in reading order.
    pub steps: Vec<Step>,
    /// The programs on its pages, in reading order.
    pub snippets: Vec<Snippet>,
    /// Its exercises in the order of `exercises.toml`.
    pub exercises: Vec<Exercise>,
    /// Its questions in the order of `predictions.toml`.
    pub predictions: Vec<Prediction>,
    /// Its experiments, by name.
    pub experiments: Vec<Experiment>,
    /// Its programs that measure the reader's machine, by name.
    pub measurements: Vec<Measurement>,
    /// The folder of its crate, if it has one.
    pub dir: PathBuf,
}

/// A program that a page explains.
#[derive(Clone, Debug)]
pub struct Step {
    /// The crate it belongs to: `ch04`.
    pub chapter: String,
    /// The program's name: `a-epoll`.
    pub name: String,
    /// What it shows, in a line.
    pub title: String,
    /// The file with its `main`.
    pub main: PathBuf,
    /// The file with its pinned output.
    pub snapshot: PathBuf,
}

/// A program with something missing, that the reader completes.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// The workbook's folder.
    pub root: PathBuf,
    /// The crate it belongs to: `ch04`.
    pub chapter: String,
    /// Its name, and that of its files and test target: `deregister`.
    pub slug: String,
    /// What the pages call it.
    pub title: String,
    /// How hard it is, 1 to 3.
    pub level: u8,
    /// What is asked for.
    pub kind: Kind,
    /// Hints in Markdown, to be shown one at a time.
    pub hints: Vec<String>,
    /// What is shown after solving, in Markdown.
    pub after: String,
    /// What it usually means in its chapter that a check does not end.
    pub hangs: Vec<String>,
    /// The reader's file.
    pub file: PathBuf,
    /// The reference.
    pub solution: PathBuf,
    /// The tests for both.
    pub check: PathBuf,
    /// The file with the pinned output of the reference.
    pub snapshot: PathBuf,
}

/// What an exercise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Write what is missing.
    Build,
    /// Say what will happen.
    Predict,
    /// Find out why it goes wrong.
    FindTheBug,
    /// Stay within a counted budget.
    Budget,
}

impl Workspace {
    /// Finds the workbook around a folder: the nearest folder upwards that holds `book/book.toml`.
    /// The environment variable `BOOK_ROOT` names it outright.
    pub fn find(from: &Path) -> Result<Self> {
        if let Some(root) = std::env::var_os("BOOK_ROOT") {
            return Self::load(Path::new(&root));
        }
        match from
            .ancestors()
            .find(|dir| dir.join("book/book.toml").is_file())
        {
            Some(root) => Self::load(root),
            None => bail!(
                "neither {} nor a folder around it is the workbook: call this inside of it",
                from.display()
            ),
        }
    }

    /// Reads the workbook in a folder.
    pub fn load(root: &Path) -> Result<Self> {
        load::workspace(root)
    }

    /// The step with this id, `ch04/a-epoll`, or with this name, since names are unique.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.name == id || step.id() == id)
    }

    /// The program with this id, `ch02/breakfast-threads`, or with this name, since names are unique.
    pub fn snippet(&self, id: &str) -> Option<&Snippet> {
        let mut snippets = self.snippets();
        snippets.find(|snippet| snippet.name == id || snippet.id() == id)
    }

    /// The exercise with this id, `ch04/deregister`, or with this name, since names are unique.
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises()
            .find(|exercise| exercise.slug == id || exercise.id() == id)
    }

    /// The step with this id or name, or an error that names those which come close.
    pub fn find_step(&self, id: &str) -> Result<&Step> {
        let unknown = || nearest::unknown("step", id, self.steps().map(Step::id));
        Ok(self.step(id).ok_or_else(unknown)?)
    }

    /// The program on a page with this id or name, or an error that names what can be run and comes
    /// close.
    pub fn find_snippet(&self, id: &str) -> Result<&Snippet> {
        let known = || {
            self.snippets()
                .map(Snippet::id)
                .chain(self.steps().map(Step::id))
        };
        let unknown = || nearest::unknown("step", id, known());
        Ok(self.snippet(id).ok_or_else(unknown)?)
    }

    /// The exercise with this id or name, or an error that names those which come close.
    pub fn find_exercise(&self, id: &str) -> Result<&Exercise> {
        let unknown = || nearest::unknown("exercise", id, self.exercises().map(Exercise::id));
        Ok(self.exercise(id).ok_or_else(unknown)?)
    }

    /// The question with this id, `ch04/c-level-vs-edge`.
    pub fn prediction(&self, id: &str) -> Option<&Prediction> {
        self.predictions().find(|prediction| prediction.id() == id)
    }

    /// The question with this id, or an error that names those which come close.
    pub fn find_prediction(&self, id: &str) -> Result<&Prediction> {
        let known = || self.predictions().map(Prediction::id);
        let shown = "the chapters' predictions.toml have them";
        let unknown = || nearest::unknown_in("prediction", id, shown, known());
        Ok(self.prediction(id).ok_or_else(unknown)?)
    }

    /// All questions, in order.
    pub fn predictions(&self) -> impl Iterator<Item = &Prediction> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.predictions)
    }

    /// The experiment with this id, `ch05/one-more-push`, or with this name, since names are unique.
    pub fn experiment(&self, id: &str) -> Option<&Experiment> {
        self.experiments()
            .find(|experiment| experiment.name == id || experiment.id() == id)
    }

    /// The experiment with this id or name, or an error that names those which come close.
    pub fn find_experiment(&self, id: &str) -> Result<&Experiment> {
        let unknown = || nearest::unknown("experiment", id, self.experiments().map(Experiment::id));
        Ok(self.experiment(id).ok_or_else(unknown)?)
    }

    /// The program that measures with this id, `ch08/limits`.
    pub fn measurement(&self, id: &str) -> Option<&Measurement> {
        let mut all = self.measurements();
        all.find(|measurement| measurement.id() == id)
    }

    /// The program that measures with this id, or an error that names those which come close.
    pub fn find_measurement(&self, id: &str) -> Result<&Measurement> {
        let known = || self.measurements().map(Measurement::id);
        let unknown = || nearest::unknown("measurement", id, known());
        Ok(self.measurement(id).ok_or_else(unknown)?)
    }

    /// All programs that measure, in order.
    pub fn measurements(&self) -> impl Iterator<Item = &Measurement> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.measurements)
    }

    /// All steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.chapters.iter().flat_map(|chapter| &chapter.steps)
    }

    /// All programs on pages, in order.
    pub fn snippets(&self) -> impl Iterator<Item = &Snippet> {
        self.chapters.iter().flat_map(|chapter| &chapter.snippets)
    }

    /// All exercises, in order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters.iter().flat_map(|chapter| &chapter.exercises)
    }

    /// All experiments, in order.
    pub fn experiments(&self) -> impl Iterator<Item = &Experiment> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.experiments)
    }

    /// A file as the pages name it: relative to the root, with `/` between folders.
    pub fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }
}

impl Chapter {
    /// Whether it is a crate of the workspace, and not only pages.
    pub fn is_crate(&self) -> bool {
        self.dir.join("Cargo.toml").is_file()
    }
}

impl Step {
    /// How pages and commands name it: `ch04/a-epoll`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// What runs it in a terminal.
    pub fn command(&self) -> String {
        format!("cargo run -p {} --bin {}", self.chapter, self.name)
    }

    /// The output that the chapter's tests pinned.
    pub fn pinned(&self) -> Result<String> {
        snapshot::read(&self.snapshot, &self.chapter)
    }

    /// The file with what its actors stated in a run.
    pub fn recording(&self) -> PathBuf {
        self.snapshot.with_extension("trace")
    }
}

impl Exercise {
    /// How pages and commands name it: `ch04/deregister`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.slug)
    }

    /// The folder of its chapter's crate, where cargo runs the crate's tests.
    pub fn dir(&self) -> &Path {
        self.file.ancestors().nth(2).unwrap_or(&self.root)
    }

    /// What checks it in a terminal.
    pub fn command(&self) -> String {
        format!("cargo book check {}", self.id())
    }

    /// The task in Markdown: the reference's doc comment.
    pub fn task(&self) -> Result<String> {
        let task = without_links_to_items(&module_doc(&read(&self.solution)?));
        if task.is_empty() {
            bail!(
                "{}: no task: its `//!` comment is what the page shows",
                self.solution.display()
            );
        }
        Ok(task)
    }

    /// What the reader starts from.
    pub fn skeleton(&self) -> Result<String> {
        skeleton::skeleton(&read(&self.solution)?)
            .with_context(|| self.solution.display().to_string())
    }

    /// The reference as a reader sees it.
    pub fn reference(&self) -> Result<String> {
        skeleton::reference(&read(&self.solution)?)
            .with_context(|| self.solution.display().to_string())
    }

    /// What the reference's run says, as the chapter's tests pinned it.
    pub fn pinned(&self) -> Result<String> {
        snapshot::read(&self.snapshot, &self.chapter)
    }

    /// The names of the check's tests, as its harness tells them: `check::it_leaves`.
    pub fn tests(&self) -> Result<Vec<String>> {
        test_names::of(&read(&self.check)?).with_context(|| self.check.display().to_string())
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// `ch01` to `ch99`.
pub(crate) fn is_chapter(name: &str) -> bool {
    let number = name.strip_prefix("ch").unwrap_or_default();
    number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}
