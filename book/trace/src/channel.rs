//! The channel to the book: a descriptor that the book leaves open for the programs it runs.

#[cfg(not(unix))]
#[path = "channel/other.rs"]
mod platform;
#[cfg(unix)]
#[path = "channel/unix.rs"]
mod platform;

mod panics;

use crate::{LISTENERS, Statement};
use std::cell::Cell;
use std::fmt::{Display, Write};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The variable that holds the descriptor's number.
const VARIABLE: &str = "BOOK_CHANNEL";

static CHANNEL: OnceLock<Option<Mutex<Channel>>> = OnceLock::new();

/// Whether the book wants every statement of the process, and not only those that a log hears.
static ALL: AtomicBool = AtomicBool::new(false);

#[derive(Debug)]
struct Channel {
    descriptor: platform::Channel,
    last: Option<Statement>,
}

impl Channel {
    /// Writes a statement, unless it repeats the state that was stated last: a loop that asks again and again would
    /// flood the book with the same sentence.
    fn write(&mut self, statement: &Statement) {
        if !(statement.verb.is_state() && self.last.as_ref() == Some(statement)) {
            let Statement {
                actor,
                verb,
                object,
                place,
            } = statement;
            let at = format_args!("{}:{}", place.file, place.line);
            self.descriptor
                .write(&json(verb.name(), actor, object, &at));
            self.last = Some(statement.clone());
        }
    }
}

/// Opens the channel, if the book is at its other end: from then on it gets the process's panics, and what its logs
/// hear.
pub fn open() {
    let mut is_new = false;
    CHANNEL.get_or_init(|| {
        let number = std::env::var(VARIABLE).ok()?.parse().ok()?;
        let descriptor = platform::Channel::open(number)?;
        is_new = true;
        let last = None;
        Some(Mutex::new(Channel { descriptor, last }))
    });
    if is_new {
        panics::report();
    }
}

/// Opens the channel for every statement of the process, as a step does.
pub(crate) fn open_for_all() {
    open();
    if lock().is_some() && !ALL.swap(true, Ordering::Relaxed) {
        LISTENERS.fetch_add(1, Ordering::Relaxed);
    }
}

/// Hands a text to the book under a word that is no verb of an actor: a check's transcript. Nothing happens while the
/// channel is not open.
pub fn report(does: &str, who: &str, what: &str) {
    send(does, who, what, &"");
}

/// Writes a statement to the channel, if it is open and the statement is wanted, and does something else first; no
/// other thread's statement comes in between.
pub(crate) fn send_after(statement: &Statement, is_logged: bool, first: impl FnOnce()) {
    let held = lock();
    first();
    let is_wanted = ALL.load(Ordering::Relaxed) || is_logged;
    if let Some(mut channel) = held
        && is_wanted
    {
        channel.write(statement);
    }
}

fn send(does: &str, who: &str, what: &str, at: &dyn Display) {
    if let Some(mut channel) = lock() {
        channel.descriptor.write(&json(does, who, what, at));
    }
}

fn lock() -> Option<MutexGuard<'static, Channel>> {
    let channel = CHANNEL.get()?.as_ref()?;
    // A thread that panicked while it wrote has written a whole line or none.
    Some(channel.lock().unwrap_or_else(PoisonError::into_inner))
}

fn json(does: &str, who: &str, what: &str, at: &dyn Display) -> String {
    let mut line = format!("{{\"t\":{},\"does\":\"{does}\"", platform::now());
    let at = at.to_string();
    for (name, text) in [("who", who), ("what", what), ("at", &at)] {
        let _ = write!(line, ",\"{name}\":\"");
        escape(text, &mut line);
        line.push('"');
    }
    let _ = writeln!(line, ",\"thread\":{}}}", thread());
    line
}

/// Writes what JSON allows inside a string.
fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(line, "\\u{:04x}", u32::from(c));
            }
            c => line.push(c),
        }
    }
}

/// This thread's number, in the order of the first statements.
fn thread() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local! {
        static NUMBER: Cell<u32> = const { Cell::new(0) };
    }
    // A thread that ends may still state something in a destructor.
    let number = NUMBER.try_with(|number| {
        if number.get() == 0 {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    });
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Verb};

    #[cfg(unix)]
    #[test]
    fn a_state_that_is_stated_again_and_again_is_written_once() {
        use std::io::Read;
        use std::os::fd::AsRawFd;

        let statement = |verb, object: &str| Statement {
            actor: "main".into(),
            verb,
            object: object.into(),
            place: Place {
                file: "a.rs",
                line: 1,
            },
        };
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut channel = Channel {
            descriptor: platform::Channel::open(writer.as_raw_fd()).unwrap(),
            last: None,
        };
        let waits = statement(Verb::Waits, "a report");
        (0..3).for_each(|_| channel.write(&waits));
        let says = statement(Verb::Says, "asks again");
        (0..2).for_each(|_| channel.write(&says));
        channel.write(&waits);
        drop(writer);
        let mut lines = String::new();
        reader.read_to_string(&mut lines).unwrap();
        let verbs = ["waits", "says", "says", "waits"].map(|verb| format!("\"does\":\"{verb}\""));
        assert_eq!(lines.lines().count(), verbs.len(), "{lines}");
        for (line, verb) in lines.lines().zip(verbs) {
            assert!(line.contains(&verb), "{line}");
        }
    }

    #[test]
    fn a_statement_is_one_line_of_json_whatever_it_says() {
        let line = json("says", "main", "\"a\\b\"\nis\tü", &"ch04\\a.rs:7");
        let (_, rest) = line.split_once(",\"does\"").unwrap();
        let (rest, _) = rest.split_once(",\"thread\"").unwrap();
        let expected =
            r#":"says","who":"main","what":"\"a\\b\"\u000ais\u0009ü","at":"ch04\\a.rs:7""#;
        assert_eq!(rest, expected);
        assert_eq!(line.matches('\n').count(), 1);
    }
}
