//! What a check's program says: events, its own words about the tests, and panics.

use crate::run::{Event, Stream};
use std::collections::HashSet;

/// Everything that a check's program said, sorted.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// What the exercise's actors did, a line each.
    pub trace: Vec<String>,
    /// The transcript that is compared with the pinned one, as far as it came that far.
    pub actual: Vec<String>,
    /// Every panic, in order.
    pub panics: Vec<Panic>,
    /// The names of the tests that passed.
    pub passed: HashSet<String>,
    /// The names of the tests that failed, in order.
    pub failed: Vec<String>,
    /// The name of the test that began last, while it has not ended.
    pub running: Option<String>,
    /// Whether the harness came to its end, and found nothing.
    pub all_well: bool,
    /// What else was on standard error.
    pub other: Vec<String>,
    open: Option<Panic>,
    lists_failures: bool,
}

/// A panic of the reader's program or its check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Panic {
    /// The thread's name: a test's, if it is the thread that runs the test.
    pub thread: String,
    /// `FILE:LINE:COLUMN`.
    pub place: String,
    /// What it says, without blank lines around it.
    pub message: String,
}

impl Heard {
    /// Takes in an event; gives what a reader wants to see of it at once.
    pub fn event(&mut self, event: Event) -> Option<Event> {
        if matches!(event, Event::Channel { .. }) {
            return Some(event);
        }
        let Event::Line {
            at_ms,
            stream,
            text,
        } = event
        else {
            return None;
        };
        let (stream, text) = match stream {
            Stream::Out => (Stream::Err, self.about_tests(&text)?),
            Stream::Err => self.on_stderr(text)?,
        };
        Some(Event::Line {
            at_ms,
            stream,
            text,
        })
    }

    /// Nothing comes after this.
    pub fn finish(&mut self) {
        self.close();
    }

    /// The name of the test that failed with a panic. The panic of a thread that the test started
    /// comes before the test's own, which is that it waited in vain.
    pub fn test_of(&self, panic: &Panic) -> Option<&String> {
        let mut since = self
            .panics
            .iter()
            .skip_while(|other| !std::ptr::eq(*other, panic));
        since.find_map(|panic| self.failed.iter().find(|test| **test == panic.thread))
    }

    fn on_stderr(&mut self, text: String) -> Option<(Stream, String)> {
        if let Some(line) = text.strip_prefix("trace\t") {
            self.close();
            self.trace.push(line.to_owned());
            return Some((Stream::Out, line.to_owned()));
        }
        if let Some(line) = text.strip_prefix("actual\t") {
            self.close();
            self.actual.push(line.to_owned());
            return None;
        }
        if let Some(panic) = panic_at(&text) {
            self.close();
            self.open = Some(panic);
            return None;
        }
        if let Some(open) = &mut self.open {
            if text.starts_with("note: run with `RUST_BACKTRACE") {
                self.close();
            } else {
                open.message.push_str(&text);
                open.message.push('\n');
            }
            return None;
        }
        if text.is_empty() {
            return None;
        }
        self.other.push(text.clone());
        Some((Stream::Err, text))
    }

    fn close(&mut self) {
        if let Some(mut panic) = self.open.take() {
            panic.message = panic.message.trim().to_owned();
            self.panics.push(panic);
        }
    }

    /// What the test harness says; gives what is left of the line that the reader printed.
    fn about_tests(&mut self, text: &str) -> Option<String> {
        if let Some(result) = text.strip_prefix("test result: ") {
            self.lists_failures = false;
            self.all_well = result.starts_with("ok. ");
            return None;
        }
        if self.lists_failures {
            self.failed
                .extend(text.strip_prefix("    ").map(str::to_owned));
            return None;
        }
        self.lists_failures = text == "failures:";
        let rest = match text
            .strip_prefix("test ")
            .and_then(|test| test.split_once(" ... "))
        {
            Some((test, rest)) => {
                self.running = Some(test.trim_end_matches(" - should panic").to_owned());
                rest
            }
            None => text,
        };
        self.about_running(rest);
        let is_harness = rest.is_empty()
            || ["ok", "FAILED", "failures:"].contains(&rest)
            || rest.starts_with("running ")
                && (rest.ends_with(" tests") || rest.ends_with(" test"));
        (!is_harness).then(|| rest.to_owned())
    }

    /// What the reader prints without a line's end stands before the test's `ok`.
    fn about_running(&mut self, text: &str) {
        if text.ends_with("ok") {
            self.passed.extend(self.running.clone());
        }
        if ["ok", "FAILED"].contains(&text) {
            self.running = None;
        }
    }
}

/// A panic without its message, from `thread 'main' (12) panicked at src/main.rs:1:2:`.
fn panic_at(text: &str) -> Option<Panic> {
    let rest = text.strip_prefix("thread '")?.strip_suffix(':')?;
    let (thread, place) = rest.split_once(" panicked at ")?;
    let (thread, _id) = thread.rsplit_once('\'')?;
    Some(Panic {
        thread: thread.to_owned(),
        place: place.to_owned(),
        message: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[(Stream, &str)]) -> (Heard, Vec<String>) {
        let mut heard = Heard::default();
        let shown = lines.iter().filter_map(|(stream, text)| {
            let line = Event::Line {
                at_ms: 0.0,
                stream: *stream,
                text: (*text).to_owned(),
            };
            match heard.event(line) {
                Some(Event::Line { text, .. }) => Some(text),
                _ => None,
            }
        });
        let shown = shown.collect();
        heard.finish();
        (heard, shown)
    }

    #[test]
    fn what_the_reader_printed_is_told_from_what_the_harness_says() {
        let (heard, shown) = heard(&[
            (Stream::Out, ""),
            (Stream::Out, "running 2 tests"),
            (Stream::Out, "test check::a ... my own words"),
            (Stream::Err, "trace\t[main] asks"),
            (Stream::Err, "of my own"),
            (Stream::Out, "ok"),
            (Stream::Out, "test check::b ... ok"),
            (
                Stream::Out,
                "test result: ok. 2 passed; 0 failed; 0 ignored",
            ),
        ]);
        assert_eq!(shown, ["my own words", "[main] asks", "of my own"]);
        assert_eq!(heard.trace, ["[main] asks"]);
        assert_eq!(heard.passed.len(), 2);
        assert!(heard.all_well);
    }

    #[test]
    fn a_panic_ends_where_something_else_begins() {
        let (heard, shown) = heard(&[
            (
                Stream::Err,
                "thread 'main' (7) panicked at ch04/exercises/a.rs:1:2:",
            ),
            (Stream::Err, "not yet implemented: this"),
            (
                Stream::Err,
                "note: run with `RUST_BACKTRACE=1` environment variable",
            ),
            (Stream::Err, ""),
            (
                Stream::Err,
                "thread 'main' (7) panicked at ch04/checks/a.rs:1:2:",
            ),
            (Stream::Err, "assertion `left == right` failed: two polls"),
            (Stream::Err, "  left: 1"),
            (Stream::Err, " right: 2"),
            (Stream::Err, "actual\t[main] asks"),
        ]);
        assert!(shown.is_empty());
        assert_eq!(heard.panics[0].message, "not yet implemented: this");
        assert_eq!(heard.panics[0].place, "ch04/exercises/a.rs:1:2");
        assert!(heard.panics[1].message.ends_with("right: 2"));
        assert_eq!(heard.actual, ["[main] asks"]);
    }

    #[test]
    fn the_tests_that_failed_are_listed_by_the_harness() {
        let (heard, _) = heard(&[
            (Stream::Out, "failures:"),
            (Stream::Out, ""),
            (Stream::Out, "failures:"),
            (Stream::Out, "    check::polls_once"),
            (Stream::Out, ""),
            (
                Stream::Out,
                "test result: FAILED. 0 passed; 1 failed; 0 ignored",
            ),
        ]);
        assert_eq!(heard.failed, ["check::polls_once"]);
        assert!(heard.passed.is_empty() && !heard.all_well);
    }

    #[test]
    fn a_panic_belongs_to_the_test_whose_thread_it_was_or_that_waited_for_it() {
        let (heard, _) = heard(&[
            (
                Stream::Err,
                "thread '<unnamed>' (7) panicked at ch04/exercises/a.rs:1:2:",
            ),
            (Stream::Err, "in a worker"),
            (
                Stream::Err,
                "thread 'check::b' (8) panicked at ch04/checks/a.rs:1:2:",
            ),
            (Stream::Err, "the worker is gone"),
            (
                Stream::Err,
                "thread 'check::a' (9) panicked at ch04/checks/a.rs:5:2:",
            ),
            (Stream::Out, "failures:"),
            (Stream::Out, "failures:"),
            (Stream::Out, "    check::a"),
            (Stream::Out, "    check::b"),
        ]);
        let tests: Vec<_> = heard
            .panics
            .iter()
            .map(|panic| heard.test_of(panic))
            .collect();
        let (a, b) = (Some(&heard.failed[0]), Some(&heard.failed[1]));
        assert_eq!(tests, [b, b, a]);
    }

    #[test]
    fn the_test_that_has_begun_and_not_ended_is_running() {
        let (mut heard, _) = heard(&[
            (Stream::Out, "test check::a ... of my ownok"),
            (Stream::Out, "test check::b - should panic ... "),
        ]);
        assert_eq!(heard.running.as_deref(), Some("check::b"));
        assert!(heard.passed.contains("check::a"));
        heard.about_tests("ok");
        assert_eq!(heard.running, None);
        assert_eq!(heard.passed.len(), 2);
    }
}
