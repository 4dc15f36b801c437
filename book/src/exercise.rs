//! The reader's file of an exercise: reading and saving it, its hints, its skeleton again, its
//! reference.

mod compare;
pub(crate) mod replace;

use crate::model::Exercise;
use crate::progress::Progress;
use anyhow::{Context, Result};
use replace::{Lock, copy, free_name, replace};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use compare::{Compared, Line, Whose, compare};

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The file holds the text, which is this version.
    Version(String),
    /// The file is not what the writer started from. It was left alone.
    Conflict {
        /// What it holds.
        text: String,
        /// The version of that.
        version: String,
    },
}

/// The hints of an exercise that were shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hints {
    /// Those shown so far, in Markdown.
    pub shown: Vec<String>,
    /// How many there are.
    pub total: usize,
}

/// The reader's text and its version.
///
/// # Errors
///
/// When the file cannot be read.
pub fn read(exercise: &Exercise) -> Result<(String, String)> {
    let text = fs::read_to_string(&exercise.file).with_context(|| {
        let file = exercise.file.display();
        format!(
            "cannot read {file}; `cargo book reset {}` brings it back",
            exercise.id()
        )
    })?;
    let version = version(&text);
    Ok((text, version))
}

/// The version of a text: the same for the same text, and for hardly any other.
pub fn version(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// Saves the reader's text, unless the file has changed since `base`, the version that the writer
/// started from. The file is the old one or the new one at every moment.
///
/// # Errors
///
/// When the file cannot be read or written.
pub fn save(exercise: &Exercise, text: &str, base: &str) -> Result<Saved> {
    let _lock = Lock::take(&exercise.root)?;
    let (on_disk, found) = read(exercise)?;
    if found == base {
        write(exercise, text)?;
        return Ok(Saved::Version(version(text)));
    }
    Ok(Saved::Conflict {
        text: on_disk,
        version: found,
    })
}

/// Puts the skeleton back. The reader's text is kept beside it: the path is returned, or nothing if
/// the file already was the skeleton or was missing.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn reset(exercise: &Exercise) -> Result<Option<PathBuf>> {
    let skeleton = exercise.skeleton()?;
    let _lock = Lock::take(&exercise.root)?;
    let file = &exercise.file;
    let old = match fs::read(file) {
        Ok(old) => Some(old).filter(|old| old != skeleton.as_bytes()),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    };
    let backup = old.map(|_| free_name(file, "backup"));
    if let Some(backup) = &backup {
        // A copy, not a rename: the file is never missing.
        copy(file, backup)
            .with_context(|| format!("cannot keep a copy as {}", backup.display()))?;
    }
    if backup.is_some() || !file.is_file() {
        write(exercise, &skeleton)?;
    }
    Ok(backup)
}

/// The hints shown so far.
///
/// # Errors
///
/// When the progress cannot be read.
pub fn hints(root: &Path, exercise: &Exercise) -> Result<Hints> {
    Ok(shown(
        exercise,
        Progress::load(root)?.of(&exercise.id()).hints,
    ))
}

/// Shows one more hint, if there is one.
///
/// # Errors
///
/// When the progress cannot be read or written.
pub fn hint(root: &Path, exercise: &Exercise) -> Result<Hints> {
    let total = exercise.hints.len();
    let id = exercise.id();
    let progress = Progress::record(root, &id, |done| done.hints = total.min(done.hints + 1))?;
    Ok(shown(exercise, progress.of(&id).hints))
}

fn shown(exercise: &Exercise, count: usize) -> Hints {
    let shown = exercise.hints.iter().take(count).cloned().collect();
    Hints {
        shown,
        total: exercise.hints.len(),
    }
}

/// The reference, for whoever has solved the exercise or insists; `None` for others.
///
/// # Errors
///
/// When the progress or the reference cannot be read.
pub fn solution(root: &Path, exercise: &Exercise, force: bool) -> Result<Option<String>> {
    if force || Progress::load(root)?.is_solved(&exercise.id()) {
        return exercise.reference().map(Some);
    }
    Ok(None)
}

fn write(exercise: &Exercise, text: &str) -> Result<()> {
    replace(&exercise.file, text)
        .with_context(|| format!("cannot write {}", exercise.file.display()))
}
