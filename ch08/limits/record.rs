//! What is told of a measurement: to the book, in JSON, or in a sentence.

use std::fmt::{self, Write};

/// The exit status of a measurement in which something broke.
pub(crate) const BROKE: u8 = 3;

/// A measurement.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    pub(crate) contender: &'static str,
    pub(crate) requests: usize,
    pub(crate) outcome: &'a Outcome,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answered {
        answered: usize,
        milliseconds: u128,
        /// What the process had more than before, when all requests were open. None where that can't be told.
        bytes: Option<u64>,
    },
    Broke {
        /// How many requests had been begun. None if the process ended before it could tell.
        at: Option<usize>,
        /// What failed.
        what: &'static str,
        error: String,
    },
}

/// Tells the book how many measurements are done.
pub(crate) fn progress(done: usize, total: usize) {
    let what = format!("{{\"done\":{done},\"total\":{total}}}");
    trace::report("reports", "progress", &what);
}

impl Record<'_> {
    /// Tells the book, if it listens, and prints a line.
    pub(crate) fn tell(&self, as_json: bool) {
        let json = self.json();
        trace::report("reports", "measurement", &json);
        match as_json {
            true => println!("{json}"),
            false => println!("{self}"),
        }
    }

    fn json(&self) -> String {
        let (contender, requests) = (self.contender, self.requests);
        let mut json = format!("{{\"contender\":\"{contender}\",\"requests\":{requests}");
        let written = match self.outcome {
            Outcome::Answered {
                answered,
                milliseconds,
                bytes,
            } => {
                let bytes = bytes.map_or("null".to_owned(), |bytes| bytes.to_string());
                write!(
                    json,
                    ",\"answered\":{answered},\"milliseconds\":{milliseconds},\"bytes\":{bytes}"
                )
            }
            Outcome::Broke { at, .. } => {
                let at = at.map_or("null".to_owned(), |at| at.to_string());
                let sentence = escaped(&self.outcome.sentence());
                write!(json, ",\"at\":{at},\"broke\":\"{sentence}\"")
            }
        };
        written.expect("a string takes all");
        json + &format!(",\"says\":\"{}\"}}", escaped(&self.to_string()))
    }
}

impl Outcome {
    /// What broke.
    fn sentence(&self) -> String {
        match self {
            Self::Answered { answered, .. } => format!("{answered} were answered"),
            Self::Broke { at, what, error } => {
                let at = at.map_or(String::new(), |at| format!(" at request {at}"));
                format!("broke{at}, in {what}: {error}")
            }
        }
    }
}

impl fmt::Display for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (contender, requests) = (self.contender, self.requests);
        write!(f, "[{contender}] {requests} requests at once: ")?;
        write!(f, "{}", self.outcome.sentence())?;
        let Outcome::Answered {
            milliseconds,
            bytes,
            ..
        } = self.outcome
        else {
            return Ok(());
        };
        write!(f, " within {milliseconds} ms")?;
        match bytes {
            Some(bytes) => write!(f, ", and each takes {} bytes", bytes / requests as u64),
            None => Ok(()),
        }
    }
}

/// A system's sentence as a part of JSON.
fn escaped(text: &str) -> String {
    let escape = |c| match c {
        '"' | '\\' => vec!['\\', c],
        c if c < ' ' => vec![' '],
        c => vec![c],
    };
    text.chars().flat_map(escape).collect()
}
