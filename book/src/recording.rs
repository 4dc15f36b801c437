//! What a program's actors stated during a run: the statements as the channel, a page and a recording's file have them.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What an actor does, by its name on the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Does {
    /// Says a line, which is printed.
    Says,
    /// Runs from now on.
    Runs,
    /// Could run, and waits for its turn.
    Ready,
    /// Waits for something.
    Waits,
    /// Has ended.
    Ends,
    /// Makes another actor.
    Spawns,
    /// Makes another actor ready.
    Wakes,
    /// Makes another actor ready, which had parked itself.
    Unparks,
    /// Hands something to another actor, which becomes ready if it waited for that.
    Sends,
    /// Lets another actor run, and waits until it returns.
    Resumes,
    /// Asks another actor how far it is, and waits until it returns.
    Polls,
}

/// One thing that an actor stated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// When, in milliseconds since the run's start.
    #[serde(default)]
    pub ms: f64,
    /// What it is.
    pub does: Does,
    /// The actor.
    pub who: String,
    /// The line, the state's reason, or the other actor; empty where there's none.
    pub what: String,
    /// `FILE:LINE`, from the root of the workspace; empty if it isn't known.
    pub at: String,
    /// The number of its thread; 0 if it isn't known.
    pub thread: u32,
}

impl Statement {
    /// A line of a program's channel, and when it was stated; none if it is no statement.
    pub fn from_channel(ms: f64, line: &str) -> Option<Self> {
        let statement = serde_json::from_str(line).ok()?;
        Some(Self { ms, ..statement })
    }

    /// The file that it is made in.
    pub fn file(&self) -> Option<&str> {
        let (file, _) = self.at.rsplit_once(':')?;
        Some(file)
    }
}

/// A line of the file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Statement(Statement),
    Dropped { dropped: u64 },
}

/// The statements of a run, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// Those that were kept.
    pub statements: Vec<Statement>,
    /// How many there were besides.
    pub dropped: u64,
}

impl Recording {
    /// Reads a recording; none if there's no file.
    ///
    /// # Errors
    ///
    /// When the file can't be read, or a line of it isn't a statement.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let recording = Self::parse(&text);
                recording
                    .with_context(|| path.display().to_string())
                    .map(Some)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// A recording from the lines of its file.
    ///
    /// # Errors
    ///
    /// When a line isn't a statement.
    pub fn parse(text: &str) -> Result<Self> {
        let mut recording = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = serde_json::from_str(line)
                .with_context(|| format!("line {number} isn't a statement"))?;
            match line {
                Line::Statement(statement) => recording.statements.push(statement),
                Line::Dropped { dropped } => recording.dropped += dropped,
            }
        }
        Ok(recording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_statements_and_how_many_were_dropped() {
        let text = "{\"ms\":1.5,\"does\":\"waits\",\"who\":\"fiber 2\",\"what\":\"fd 7 readable\",\
                    \"at\":\"ch05/src/x.rs:31\",\"thread\":1}\n{\"dropped\":7}\n";
        let recording = Recording::parse(text).unwrap();
        assert_eq!((recording.statements.len(), recording.dropped), (1, 7));
        let statement = &recording.statements[0];
        assert_eq!(
            (statement.does, statement.file()),
            (Does::Waits, Some("ch05/src/x.rs"))
        );
    }

    #[test]
    fn a_line_of_the_channel_has_its_time_from_elsewhere() {
        let line = "{\"t\":81,\"does\":\"ends\",\"who\":\"a\",\"what\":\"\",\"at\":\"x.rs:1\",\"thread\":2}";
        let statement = Statement::from_channel(1.5, line).unwrap();
        assert_eq!(
            (statement.ms, statement.does, statement.thread),
            (1.5, Does::Ends, 2)
        );
        assert_eq!(
            Statement::from_channel(1.5, "{\"t\":81,\"does\":\"dropped\"}"),
            None
        );
    }

    #[test]
    fn a_line_that_is_no_statement_is_told_by_its_number() {
        let error = Recording::parse("{\"dropped\":7}\n{}\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2 isn't a statement");
    }

    #[test]
    fn where_nothing_was_recorded_there_is_no_recording() {
        assert_eq!(Recording::read(Path::new("no/such.trace")).unwrap(), None);
    }
}
