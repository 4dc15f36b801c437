//! A file in TOML, whose errors say where in it.

use super::read;
use anyhow::Result;
use serde::de::DeserializeOwned;
use std::path::Path;

pub(super) struct TomlFile {
    name: String,
    text: String,
}

impl TomlFile {
    pub(super) fn read(root: &Path, path: &Path) -> Result<Self> {
        let name = path
            .strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string();
        Ok(Self {
            name,
            text: read(path)?,
        })
    }

    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        toml::from_str(&self.text).map_err(|error| {
            let message = error.message().replace('\n', ", ");
            match error.span() {
                Some(span) => anyhow::anyhow!("{}: {message}", self.at(span.start)),
                None => anyhow::anyhow!("{}: {message}", self.name),
            }
        })
    }

    /// `file:line` of a place in the text.
    pub(super) fn at(&self, offset: usize) -> String {
        let line = 1 + self
            .text
            .bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count();
        format!("{}:{line}", self.name)
    }
}
