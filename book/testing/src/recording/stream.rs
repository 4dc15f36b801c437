//! A recording from a program's channel.

use super::file::Recording;
use super::told::Told;

/// What isn't stated of an actor: that a thread panics, and what a test's log says.
const NOT_OF_AN_ACTOR: [&str; 2] = ["panics", "reports"];

impl Recording {
    /// What came through a program's channel.
    ///
    /// # Panics
    ///
    /// When a line isn't a statement.
    pub fn of_stream(stream: &str) -> Self {
        let lines = stream.lines().map(Told::from_channel);
        let of_actors = lines.filter(|(_, told)| !NOT_OF_AN_ACTOR.contains(&told.does.as_str()));
        let mut told: Vec<(u64, Told)> = of_actors.collect();
        let start = told.iter().map(|(t, _)| *t).min().unwrap_or_default();
        for (t, told) in &mut told {
            told.ms = (*t - start) as f64 / 1e6;
        }
        Self::bounded(told.into_iter().map(|(_, told)| told).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = r#"{"t":5000000,"does":"says","who":"main","what":"a \"b\"\u000ac","at":"ch01/src/a.rs:7","thread":1}
{"t":6500000,"does":"waits","who":"main","what":"fd 7 readable","at":"ch01/src/a.rs:8","thread":1}
"#;

    #[test]
    fn a_panic_is_no_statement_of_an_actor() {
        let panic =
            r#"{"t":9,"does":"panics","who":"main","what":"oh","at":"a.rs:7:5","thread":1}"#;
        let recording = Recording::of_stream(&format!("{panic}\n{STREAM}"));
        assert_eq!(recording, Recording::of_stream(STREAM));
    }

    #[test]
    fn times_are_told_from_the_first_statement_and_the_rest_stays() {
        let recording = Recording::of_stream(STREAM);
        let file = r#"{"ms":0.0,"does":"says","who":"main","what":"a \"b\"\nc","at":"ch01/src/a.rs:7","thread":1}
{"ms":1.5,"does":"waits","who":"main","what":"fd 7 readable","at":"ch01/src/a.rs:8","thread":1}
"#;
        assert_eq!(recording.to_file(), file);
        assert_eq!(Recording::of_file(file), recording);
    }
}
