//! A program that measures the reader's machine: its figures differ from run to run, so none are pinned. Those of one
//! machine are checked in next to it, in `measured.json`.

use super::read;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// A program that measures, `chNN/NAME/main.rs`: the binary `NAME` of the chapter's crate, and no step.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The crate it belongs to: `ch08`.
    pub chapter: String,
    /// The program's name: `limits`.
    pub name: String,
    /// The file with the figures of one machine.
    pub file: PathBuf,
}

/// What was measured on one machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Which machine it was.
    pub machine: String,
    /// What was measured, in order.
    pub records: Vec<Record>,
}

/// One measurement: so many requests at once of a contender.
#[derive(Clone, Debug, Deserialize)]
pub struct Record {
    /// Who opened the requests.
    pub contender: String,
    /// How many.
    pub requests: u64,
    /// The memory of all of them, if they were answered and it can be told.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// What broke, in a sentence.
    #[serde(default)]
    pub broke: Option<String>,
    /// The line that the program prints of it.
    pub says: String,
}

/// A chapter's programs that measure, by name.
pub(super) fn read_all(dir: &Path, chapter: &str) -> Result<Vec<Measurement>> {
    let folder = || format!("cannot read {}", dir.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).with_context(folder)? {
        let file = entry.with_context(folder)?.path().join("measured.json");
        let name = file.parent().and_then(Path::file_name);
        if let Some(name) = name.and_then(|name| name.to_str())
            && file.is_file()
        {
            found.push(Measurement {
                chapter: chapter.to_owned(),
                name: name.to_owned(),
                file: file.clone(),
            });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

impl Measurement {
    /// How pages name it: `ch08/limits`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// What runs it in a terminal.
    pub fn command(&self) -> String {
        format!("cargo run -r -p {} --bin {}", self.chapter, self.name)
    }

    /// The figures of one machine.
    pub fn measured(&self) -> Result<Measured> {
        let text = read(&self.file)?;
        let measured = serde_json::from_str(&text);
        measured.with_context(|| format!("cannot understand {}", self.file.display()))
    }
}
