//! What an actor states: a line that it says, a state that it is in, or what it does to another actor.

use crate::Event;
use std::fmt;

/// What an actor does.
///
/// # The channel
///
/// When the book runs a program, the variable `BOOK_CHANNEL` holds the number of an open descriptor, and each
/// statement is written to it as one line of JSON:
///
/// ```json
/// {"t":81723004211,"does":"waits","who":"fiber 2","what":"fd 7 readable","at":"ch05/src/driver.rs:31","thread":1}
/// ```
///
/// `t` is the system's monotonic clock in nanoseconds, taken where the statement is made; `thread` counts the
/// process's threads in the order of their first statements. `what` holds the line that is said, the state's reason,
/// or the other actor's name.
///
/// Two more words are no verbs of an actor: `panics`, with the thread's name, the message, and `FILE:LINE:COLUMN`; and
/// `reports`, with the transcript of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
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

impl Verb {
    /// Whether this is a state that the actor is in, rather than something that happens.
    pub(crate) fn is_state(self) -> bool {
        matches!(self, Self::Runs | Self::Ready | Self::Waits | Self::Ends)
    }

    /// The verb's name on the channel: `waits`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Says => "says",
            Self::Runs => "runs",
            Self::Ready => "ready",
            Self::Waits => "waits",
            Self::Ends => "ends",
            Self::Spawns => "spawns",
            Self::Wakes => "wakes",
            Self::Unparks => "unparks",
            Self::Sends => "sends",
            Self::Resumes => "resumes",
            Self::Polls => "polls",
        }
    }
}

/// Where in the source a statement is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the workspace.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

/// One thing that an actor states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who: `main`, `queue`, `task 3`.
    pub actor: String,
    /// What it does.
    pub verb: Verb,
    /// What it says, what it waits for, or the other actor's name; empty where there is none.
    pub object: String,
    /// Where it states that.
    pub place: Place,
}

impl Statement {
    pub(crate) fn event(&self) -> Event {
        Event {
            actor: self.actor.clone(),
            what: self.object.clone(),
        }
    }
}

impl fmt::Display for Statement {
    /// The statement as a sentence, for a test to compare: `fiber 2 waits fd 7 readable`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.actor, self.verb.name())?;
        match self.object.as_str() {
            "" => Ok(()),
            object => write!(f, " {object}"),
        }
    }
}
