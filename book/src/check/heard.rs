//! What a check's program states on its channel, and what it prints.

use super::chatter::Chatter;
use crate::recording;
use crate::run::{Event, Statement, Stream};
use crate::states::States;
use std::collections::HashMap;

/// Everything that is known of a check's program but its result.
#[derive(Debug)]
pub(super) struct Heard {
    /// What the exercise's actors said, as a step would print it.
    pub trace: Vec<String>,
    /// What the actors are doing, as far as they have stated it.
    pub states: States,
    /// The transcript that is compared with the pinned one, if it came that far.
    pub transcript: Option<String>,
    /// Every panic, in order, caught or not.
    pub panics: Vec<Panic>,
    /// Whether it stated more than is kept.
    pub is_flooded: bool,
    /// What was printed on standard error.
    pub errors: Vec<String>,
    said_last: HashMap<String, String>,
    chatter: Chatter,
    offset_ms: f64,
}

/// A panic of the check's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Panic {
    /// The thread's name: a test's, if it is the thread that runs the test.
    pub thread: String,
    /// `FILE:LINE:COLUMN`.
    pub at: String,
    /// What it says.
    pub message: String,
}

impl Heard {
    /// Of a test's program, which starts so long after the first one of its check.
    pub fn new(test: &str, offset_ms: f64) -> Self {
        Self {
            trace: Vec::new(),
            states: States::default(),
            transcript: None,
            panics: Vec::new(),
            is_flooded: false,
            errors: Vec::new(),
            said_last: HashMap::new(),
            chatter: Chatter::of(test),
            offset_ms,
        }
    }

    /// Takes in an event; gives what a reader wants to see of it at once.
    pub fn event(&mut self, event: Event) -> Vec<Event> {
        match event {
            Event::Channel { at_ms, line } => self.stated(at_ms + self.offset_ms, line),
            Event::Line {
                at_ms,
                stream,
                text,
            } => self.printed(at_ms + self.offset_ms, stream, text),
            _ => Vec::new(),
        }
    }

    /// The first line of what an actor said last.
    pub fn said_last(&self, actor: &str) -> Option<&str> {
        self.said_last.get(actor)?.lines().next()
    }

    /// Of what is stated, the words that a step prints are shown as its output.
    fn stated(&mut self, at_ms: f64, line: String) -> Vec<Event> {
        let Ok(statement) = serde_json::from_str::<Statement>(&line) else {
            return Vec::new();
        };
        let Statement {
            does,
            who,
            what,
            at,
        } = &statement;
        match does.as_str() {
            "reports" => {
                self.transcript = Some(what.clone());
                return Vec::new();
            }
            "says" => drop(self.said_last.insert(who.clone(), what.clone())),
            "dropped" => self.is_flooded = true,
            "panics" => self.panics.push(Panic {
                thread: who.clone(),
                at: at.clone(),
                message: what.trim().to_owned(),
            }),
            _ => {}
        }
        let said = said(&statement);
        self.trace.extend(said.iter().cloned());
        if let Some(statement) = recording::Statement::from_channel(at_ms, &line) {
            self.states.take(&statement);
        }
        let shown = said.into_iter().map(|text| Event::Line {
            at_ms,
            stream: Stream::Out,
            text,
        });
        shown.chain([Event::Channel { at_ms, line }]).collect()
    }

    fn printed(&mut self, at_ms: f64, stream: Stream, text: String) -> Vec<Event> {
        let lines = match stream {
            Stream::Out => self.chatter.on_stdout(text),
            Stream::Err => self.chatter.on_stderr(text),
        };
        if stream == Stream::Err {
            self.errors.extend(lines.iter().cloned());
        }
        // The program's own prints, next to its trace.
        let shown = lines.into_iter().map(|text| Event::Line {
            at_ms,
            stream: Stream::Err,
            text,
        });
        shown.collect()
    }
}

/// The lines that a step prints for a statement.
fn said(statement: &Statement) -> Vec<String> {
    if statement.does != "says" {
        return Vec::new();
    }
    let mut lines = statement.what.lines();
    let first = format!("[{}] {}", statement.who, lines.next().unwrap_or_default());
    let rest = lines.map(|line| format!("    {line}").trim_end().to_owned());
    std::iter::once(first).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(does: &str, who: &str, what: &str) -> Event {
        let line =
            serde_json::json!({ "t": 1, "does": does, "who": who, "what": what, "at": "a.rs:1:2" });
        Event::Channel {
            at_ms: 1.0,
            line: line.to_string(),
        }
    }

    fn shown(events: &[Event]) -> Vec<(f64, &str)> {
        let lines = events.iter().filter_map(|event| match event {
            Event::Line { at_ms, text, .. } => Some((*at_ms, text.as_str())),
            _ => None,
        });
        lines.collect()
    }

    #[test]
    fn what_an_actor_says_is_shown_as_a_step_prints_it() {
        let mut heard = Heard::new("check::a", 10.0);
        let events = heard.event(channel("says", "main", "gets\nHTTP/1.1\n\nbody"));
        assert_eq!(shown(&events)[0], (11.0, "[main] gets"));
        assert_eq!(heard.trace, ["[main] gets", "    HTTP/1.1", "", "    body"]);
        assert!(matches!(events[4], Event::Channel { at_ms: 11.0, .. }));
        assert!(shown(&heard.event(channel("waits", "main", "fd 7 readable"))).is_empty());
    }

    #[test]
    fn a_panic_and_a_transcript_come_over_the_channel_alone() {
        let mut heard = Heard::new("check::a", 0.0);
        heard.event(channel("panics", "check::a", "two\nlines\n"));
        heard.event(channel("reports", "", "[main] one\n"));
        heard.event(Event::Line {
            at_ms: 0.0,
            stream: Stream::Err,
            text: "thread 'check::a' (7) panicked at a.rs:1:2:".into(),
        });
        let expected = Panic {
            thread: "check::a".into(),
            at: "a.rs:1:2".into(),
            message: "two\nlines".into(),
        };
        assert_eq!(heard.panics, [expected]);
        assert_eq!(heard.transcript.as_deref(), Some("[main] one\n"));
    }
}
