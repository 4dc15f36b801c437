//! The channel's bytes into statements, each with its time.

use super::Event;
use super::lines::Lines;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// A longer one is no statement any more: its line is cut and left out.
const LONGEST: usize = 256 << 10;

/// Collects a channel's bytes and gives out statements, up to a limit.
#[derive(Debug)]
pub(super) struct Statements {
    lines: Lines,
    /// When the program started, by the statements' clock.
    began: u64,
    /// Bytes that may still come; `None` after the one event that says that they are used up.
    left: Option<usize>,
    /// The same for what is always kept, which is not unlimited either.
    always: usize,
}

/// What a program states on its channel, in the words of [the trace crate](../../trace/enum.Verb.html#the-channel).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Statement {
    pub does: String,
    pub who: String,
    pub what: String,
    pub at: String,
}

#[derive(Deserialize)]
struct Timed {
    t: u64,
    #[serde(default)]
    does: String,
}

/// What is not an actor's, but about the program, and few: however much is stated, these are kept.
const ALWAYS: [&str; 2] = ["panics", "reports"];

impl Statements {
    /// Statements of a program that started at a time, of so many bytes together.
    pub fn new(began: u64, limit: usize) -> Self {
        Self {
            lines: Lines::new(LONGEST, false),
            began,
            left: Some(limit),
            always: LONGEST * 4,
        }
    }

    /// The statements that end in these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let lines = self.lines.push(bytes);
        lines
            .into_iter()
            .filter_map(|line| self.statement(line))
            .collect()
    }

    fn statement(&mut self, line: String) -> Option<Event> {
        let Timed { t, does } = serde_json::from_str(&line).ok()?;
        let after = t.saturating_sub(self.began);
        let at_ms = Duration::from_nanos(after).as_secs_f64() * 1000.0;
        if ALWAYS.contains(&does.as_str()) {
            self.always = self.always.checked_sub(line.len())?;
            return Some(Event::Channel { at_ms, line });
        }
        let left = self.left?;
        self.left = left.checked_sub(line.len());
        let line = match self.left {
            Some(_) => line,
            None => dropped(t),
        };
        Some(Event::Channel { at_ms, line })
    }
}

/// A statement as pages and recorded runs have it: `ms` since the program started, for `t`. `None` if it
/// is no object.
pub fn for_page(at_ms: f64, line: &str) -> Option<Value> {
    let Ok(Value::Object(mut statement)) = serde_json::from_str(line) else {
        return None;
    };
    statement.remove("t");
    // Microseconds: more would be noise, and it's many numbers.
    let ms = (at_ms * 1000.0).round() / 1000.0;
    statement.insert("ms".into(), json!(ms));
    Some(Value::Object(statement))
}

/// In the place of the first statement that is left out.
fn dropped(t: u64) -> String {
    let what = "The program stated more than is kept; what follows is left out.";
    json!({ "t": t, "does": "dropped", "who": "", "what": what, "at": "", "thread": 0 }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(limit: usize, bytes: &[u8]) -> Vec<(f64, String)> {
        let events = Statements::new(1_000_000, limit).push(bytes);
        let stated = events.into_iter().map(|event| match event {
            Event::Channel { at_ms, line } => (at_ms, line),
            other => panic!("{other:?}"),
        });
        stated.collect()
    }

    #[test]
    fn a_statement_has_its_time_since_the_start_and_what_is_none_is_left_out() {
        let bytes = b"{\"t\":3500000,\"does\":\"runs\"}\nno json\n{\"does\":\"runs\"}\n{\"t\":1";
        let expected = (2.5, r#"{"t":3500000,"does":"runs"}"#.to_owned());
        assert_eq!(pushed(100, bytes), [expected]);
    }

    #[test]
    fn a_page_gets_milliseconds_since_the_start() {
        let line = r#"{"t":3500000,"does":"waits","at":"a.rs:1"}"#;
        let expected = json!({ "ms": 2.5, "does": "waits", "at": "a.rs:1" });
        assert_eq!(for_page(2.500_000_1, line), Some(expected));
        assert_eq!(for_page(1.0, "7"), None);
    }

    #[test]
    fn past_the_limit_one_event_says_that_the_rest_is_left_out() {
        let stated = pushed(20, &b"{\"t\":1000000}\n".repeat(4));
        let lines: Vec<_> = stated.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines[0], "{\"t\":1000000}");
        assert!(lines[1].contains(r#""does":"dropped""#), "{lines:?}");
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn a_panic_comes_through_after_a_flood_too() {
        let flood = b"{\"t\":1000000}\n".repeat(4);
        let panic = br#"{"t":1000000,"does":"panics"}"#;
        let stated = pushed(20, &[&flood[..], panic, b"\n"].concat());
        assert_eq!(stated[2].1.as_bytes(), panic);
    }
}
