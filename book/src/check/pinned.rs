//! The text that an exercise has to say. The program under check runs as the reader, and could change the file.

use crate::model::Exercise;
use anyhow::{Context, Result};
use std::fs;

/// The file as it was before the program ran.
#[derive(Debug)]
pub(super) struct Pinned<'a> {
    exercise: &'a Exercise,
    bytes: Vec<u8>,
}

impl<'a> Pinned<'a> {
    /// `None` for an exercise that has no such file.
    pub fn of(exercise: &'a Exercise) -> Option<Self> {
        let bytes = fs::read(&exercise.snapshot).ok()?;
        Some(Self { exercise, bytes })
    }

    /// Puts it back if it has changed.
    pub fn restore(&self) -> Result<()> {
        let file = &self.exercise.snapshot;
        if fs::read(file).is_ok_and(|now| now == self.bytes) {
            return Ok(());
        }
        fs::write(file, &self.bytes)
            .with_context(|| format!("the program changed {}", file.display()))
    }
}
