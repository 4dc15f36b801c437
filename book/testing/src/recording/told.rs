//! One statement of a recording.

use serde_json::Value;

/// A statement, as the channel and a recording's file have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// Milliseconds since the first statement of the run.
    pub ms: f64,
    /// What the actor does: `says`, `waits`.
    pub does: String,
    /// The actor.
    pub who: String,
    /// The line, the reason, or the other actor; empty where there's none.
    pub what: String,
    /// `FILE:LINE`; empty if it isn't known.
    pub at: String,
    /// The number of the thread; 0 if it isn't known.
    pub thread: u64,
}

impl Told {
    /// A statement from a program's channel, and the time of its clock in nanoseconds.
    pub fn from_channel(line: &str) -> (u64, Self) {
        let value: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        let t = value["t"].as_u64();
        let t = t.unwrap_or_else(|| panic!("a statement has a time: {line}"));
        (t, Self::from_value(&value))
    }

    pub fn from_value(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Self {
            ms: value["ms"].as_f64().unwrap_or_default(),
            does: text("does"),
            who: text("who"),
            what: text("what"),
            at: text("at"),
            thread: value["thread"].as_u64().unwrap_or_default(),
        }
    }

    pub fn to_line(&self) -> String {
        let [does, who, what, at] = [&self.does, &self.who, &self.what, &self.at]
            .map(|text| Value::from(text.as_str()).to_string());
        // More digits than a page can draw would only make the file longer.
        let ms = (self.ms * 1000.0).round() / 1000.0;
        let thread = self.thread;
        format!(
            "{{\"ms\":{ms:?},\"does\":{does},\"who\":{who},\"what\":{what},\"at\":{at},\"thread\":{thread}}}\n"
        )
    }

    /// The file that the statement is in.
    pub fn file(&self) -> &str {
        self.at.rsplit_once(':').map_or("", |(file, _)| file)
    }

    /// The statement without its actor, for a sentence.
    pub fn words(&self) -> String {
        match self.what.as_str() {
            "" => self.does.clone(),
            what => format!("{} {what}", self.does),
        }
    }
}
