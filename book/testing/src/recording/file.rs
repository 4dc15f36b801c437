//! A recording, and the text of its file.

use super::told::Told;

/// What a run's actors stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    pub(super) told: Vec<Told>,
    /// How many statements aren't kept, since there were too many.
    pub(super) dropped: usize,
}

impl Recording {
    /// The text of a recording's file.
    pub(super) fn to_file(&self) -> String {
        let mut text: String = self.told.iter().map(Told::to_line).collect();
        if self.dropped > 0 {
            text += &format!("{{\"dropped\":{}}}\n", self.dropped);
        }
        text
    }

    /// Reads a recording's file.
    pub(super) fn of_file(text: &str) -> Self {
        let mut recording = Self::default();
        for line in text.lines() {
            let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            match value["dropped"].as_u64() {
                Some(count) => recording.dropped = count as usize,
                None => recording.told.push(Told::from_value(&value)),
            }
        }
        recording
    }
}
