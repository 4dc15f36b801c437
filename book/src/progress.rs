//! What the reader has tried, solved and predicted: `book/progress.json`.
//!
//! Several programs may write it at once, and any may be killed while it does: a change is made
//! under a lock, and the file is only ever replaced as a whole.

use crate::exercise::replace::{Lock, free_name, replace};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// How far the reader is, in every exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// As it is in the file: what this version of the tool does not know is kept.
    entries: Map<String, Value>,
}

/// Where the answers to predictions are. No exercise's id is a word alone.
const PREDICTIONS: &str = "predictions";

/// How far the reader is in an exercise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// Whether it was tried, or solved.
    pub state: State,
    /// How many hints were shown.
    pub hints: usize,
}

/// Whether an exercise was tried, or solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Never checked.
    #[default]
    Untouched,
    /// Checked, and not solved.
    Tried,
    /// Solved once; it stays so, whatever becomes of the file.
    Solved,
}

impl State {
    /// A mark in a table.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Untouched => "○",
            Self::Tried => "◐",
            Self::Solved => "●",
        }
    }

    /// A word beside the mark; none where nothing was done.
    pub fn word(self) -> &'static str {
        match self {
            Self::Untouched => "",
            Self::Tried => "tried",
            Self::Solved => "solved",
        }
    }
}

impl Progress {
    /// Reads the progress of the workbook in a folder. A file that is none is moved aside.
    ///
    /// # Errors
    ///
    /// When the file is there and cannot be read or moved.
    pub fn load(root: &Path) -> Result<Self> {
        match read(&file(root))? {
            Some(progress) => Ok(progress),
            None => {
                let _lock = Lock::take(root)?;
                load_locked(root)
            }
        }
    }

    /// How far the reader is in an exercise, by its id.
    pub fn of(&self, id: &str) -> Done {
        let entry = self.entries.get(id).cloned().unwrap_or_default();
        serde_json::from_value(entry).unwrap_or_default()
    }

    /// Whether an exercise, by its id, is solved.
    pub fn is_solved(&self, id: &str) -> bool {
        self.of(id).state == State::Solved
    }

    /// Changes how far the reader is in an exercise, on disk.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn record(root: &Path, id: &str, change: impl FnOnce(&mut Done)) -> Result<Self> {
        let _lock = Lock::take(root)?;
        let mut progress = load_locked(root)?;
        let before = progress.of(id);
        let mut after = before;
        change(&mut after);
        if after != before {
            progress.set(id, after)?;
            progress.write(root)?;
        }
        Ok(progress)
    }

    /// What the reader answered to a prediction, by its id: the line of the choice.
    pub fn predicted(&self, id: &str) -> Option<&str> {
        self.entries.get(PREDICTIONS)?.get(id)?.as_str()
    }

    /// Remembers on disk what the reader answered to a prediction, or forgets it.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written.
    pub fn predict(root: &Path, id: &str, line: Option<&str>) -> Result<Self> {
        let _lock = Lock::take(root)?;
        let mut progress = load_locked(root)?;
        if progress.predicted(id) != line {
            let answers = progress.entries.entry(PREDICTIONS).or_insert(Value::Null);
            if !answers.is_object() {
                *answers = Value::Object(Map::new());
            }
            if let Value::Object(answers) = answers {
                match line {
                    Some(line) => drop(answers.insert(id.to_owned(), line.into())),
                    None => drop(answers.remove(id)),
                }
            }
            progress.write(root)?;
        }
        Ok(progress)
    }

    fn write(&self, root: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.entries)?;
        let file = file(root);
        replace(&file, &format!("{text}\n"))
            .with_context(|| format!("cannot write {}", file.display()))
    }

    fn set(&mut self, id: &str, done: Done) -> Result<()> {
        let fresh = serde_json::to_value(done)?;
        match (self.entries.get_mut(id), fresh) {
            (Some(Value::Object(entry)), Value::Object(fresh)) => entry.extend(fresh),
            (_, fresh) => {
                self.entries.insert(id.to_owned(), fresh);
            }
        }
        Ok(())
    }
}

fn file(root: &Path) -> PathBuf {
    root.join("book").join("progress.json")
}

/// `None` if the file does not hold progress.
fn read(file: &Path) -> Result<Option<Progress>> {
    match fs::read(file) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)
            .ok()
            .map(|entries| Progress { entries })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some(Progress::default())),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

fn load_locked(root: &Path) -> Result<Progress> {
    let file = file(root);
    if let Some(progress) = read(&file)? {
        return Ok(progress);
    }
    let aside = free_name(&file, "broken");
    fs::rename(&file, &aside).with_context(|| format!("cannot move {} aside", file.display()))?;
    eprintln!(
        "{} could not be read and is now {}: progress starts anew.",
        file.display(),
        aside.display()
    );
    Ok(Progress::default())
}
