//! The channel to the book: a descriptor that the book leaves open for the programs it runs.

#[cfg(not(unix))]
#[path = "channel/other.rs"]
mod platform;
#[cfg(unix)]
#[path = "channel/unix.rs"]
mod platform;

use crate::{LISTENERS, Statement};
use std::cell::Cell;
use std::fmt::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The variable that holds the descriptor's number.
const VARIABLE: &str = "BOOK_CHANNEL";

static CHANNEL: OnceLock<Option<Mutex<Channel>>> = OnceLock::new();

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
            self.descriptor.write(&json(statement));
            self.last = Some(statement.clone());
        }
    }
}

/// Opens the channel, if the book is at its other end; from then on it listens.
pub(crate) fn open() {
    CHANNEL.get_or_init(|| {
        let number = std::env::var(VARIABLE).ok()?.parse().ok()?;
        let descriptor = platform::Channel::open(number)?;
        LISTENERS.fetch_add(1, Ordering::Relaxed);
        let last = None;
        Some(Mutex::new(Channel { descriptor, last }))
    });
}

/// Writes a statement to the channel, if it is open, and does something else first; no other thread's
/// statement comes in between.
pub(crate) fn send_after(statement: &Statement, first: impl FnOnce()) {
    let held = lock();
    first();
    if let Some(mut channel) = held {
        channel.write(statement);
    }
}

fn lock() -> Option<MutexGuard<'static, Channel>> {
    let channel = CHANNEL.get()?.as_ref()?;
    // A thread that panicked while it wrote has written a whole line or none.
    Some(channel.lock().unwrap_or_else(PoisonError::into_inner))
}

fn json(statement: &Statement) -> String {
    let mut line = format!(
        "{{\"t\":{},\"does\":\"{}\"",
        platform::now(),
        statement.verb.name()
    );
    for (name, text) in [("who", &statement.actor), ("what", &statement.object)] {
        let _ = write!(line, ",\"{name}\":\"");
        escape(text, &mut line);
        line.push('"');
    }
    let place = statement.place;
    line.push_str(",\"at\":\"");
    escape(place.file, &mut line);
    let _ = writeln!(line, ":{}\",\"thread\":{}}}", place.line, thread());
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
        let statement = Statement {
            actor: "main".into(),
            verb: Verb::Says,
            object: "\"a\\b\"\nis\tü".into(),
            place: Place {
                file: "ch04\\a.rs",
                line: 7,
            },
        };
        let line = json(&statement);
        let (_, rest) = line.split_once(",\"does\"").unwrap();
        let (rest, _) = rest.split_once(",\"thread\"").unwrap();
        let expected =
            r#":"says","who":"main","what":"\"a\\b\"\u000ais\u0009ü","at":"ch04\\a.rs:7""#;
        assert_eq!(rest, expected);
        assert_eq!(line.matches('\n').count(), 1);
    }
}
