//! What a check's program says: events, its own words about the tests, and panics.

use crate::run::{Event, Stream};

/// Everything that a check's program said, sorted.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// What the exercise's actors did, a line each.
    pub trace: Vec<String>,
    /// The transcript that is compared with the pinned one, as far as it came that far.
    pub actual: Vec<String>,
    /// Every panic, in order.
    pub panics: Vec<Panic>,
    /// How many tests passed, if the program came to its end.
    pub passed: Option<usize>,
    /// The names of the tests that failed, in order.
    pub failed: Vec<String>,
    /// What else was on standard error.
    pub other: Vec<String>,
    open: Option<Panic>,
    lists_failures: bool,
}

/// A panic of the reader's program or its check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Panic {
    /// `FILE:LINE:COLUMN`.
    pub place: String,
    /// What it says, without blank lines around it.
    pub message: String,
}

impl Heard {
    /// Takes in an event; gives what a reader wants to see of it at once.
    pub fn event(&mut self, event: Event) -> Option<Event> {
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
        if let Some(place) = panic_at(&text) {
            self.close();
            self.open = Some(Panic {
                place,
                message: String::new(),
            });
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
            let counts = result.split_once(". ").map_or("", |(_, counts)| counts);
            self.passed = counts
                .split(' ')
                .next()
                .and_then(|count| count.parse().ok());
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
            Some((_, rest)) => rest,
            None => text,
        };
        let is_harness = rest.is_empty()
            || ["ok", "FAILED", "failures:"].contains(&rest)
            || rest.starts_with("running ")
                && (rest.ends_with(" tests") || rest.ends_with(" test"));
        (!is_harness).then(|| rest.to_owned())
    }
}

/// The place in `thread 'main' (12) panicked at src/main.rs:1:2:`.
fn panic_at(text: &str) -> Option<String> {
    let rest = text.strip_prefix("thread '")?.strip_suffix(':')?;
    rest.split_once(" panicked at ")
        .map(|(_, place)| place.to_owned())
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
        assert_eq!(heard.passed, Some(2));
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
        assert_eq!(heard.passed, Some(0));
    }
}
