//! Why a check has failed, from the panics of its program.

use super::harness::Ran;
use super::heard::Panic;
use crate::model::Exercise;
use std::path::{Component, Path, PathBuf};

/// What is judged: a reader's file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub exercise: &'a Exercise,
    /// Whether the file is the skeleton still.
    pub is_untouched: bool,
}

/// A sentence for the headline, and what there is to say next to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub headline: String,
    pub text: Vec<String>,
}

/// The words of the panic that says why a check has failed; none if no panic says more than that the
/// transcripts differ, which the difference shows.
///
/// The first panic in the reader's file is told, or else the first in another thread, which the test waited
/// for in vain, or else the last in the test's own, which may have caught others.
pub(super) fn of(ran: &Ran, subject: Subject<'_>) -> Option<Words> {
    let mut panics = ran.heard.panics.iter();
    let says_more = |panic: &&Panic| !panic.message.starts_with("snapshot assertion");
    let of_test = |panic: &&Panic| panic.thread == ran.test;
    let in_file = panics.clone().find_map(|panic| {
        let line = subject.line(panic)?;
        Some(of_file(panic, line, subject))
    });
    let elsewhere = || {
        let other = panics.clone().find(|panic| !of_test(panic));
        let own = || panics.rfind(|panic| of_test(panic) && says_more(panic));
        other.or_else(own).map(of_check)
    };
    let mut words = in_file.or_else(elsewhere)?;
    words.text.push(format!("in the {}", check(&ran.test)));
    Some(words)
}

/// A test's name as a reader reads it: `check “a batch fires together”`.
pub(super) fn check(test: &str) -> String {
    format!("check “{}”", name(test))
}

/// A test's name in words, without its modules.
pub(super) fn name(test: &str) -> String {
    test.rsplit("::").next().unwrap_or(test).replace('_', " ")
}

fn of_file(panic: &Panic, line: &str, subject: Subject<'_>) -> Words {
    let (first, mut text) = split(&panic.message);
    text.extend(place(&panic.at).map(|place| format!("at {place}")));
    let todo = first.strip_prefix("not yet implemented");
    let begins = match (todo, subject.is_untouched) {
        (Some(_), true) => format!("the file is as it was given. To do first, at line {line}"),
        (Some(_), false) => format!("a step is missing at line {line}"),
        (None, true) => format!("it panicked at line {line}"),
        (None, false) => format!("your code panicked at line {line}"),
    };
    let says = todo.map_or(first.as_str(), |todo| todo.trim_start_matches(": "));
    let headline = match says {
        "" => begins,
        says => format!("{begins}: {says}"),
    };
    Words { headline, text }
}

fn of_check(panic: &Panic) -> Words {
    let (headline, mut text) = split(&panic.message);
    text.extend(place(&panic.at).map(|place| format!("at {place}")));
    Words { headline, text }
}

/// A message's first line without what the assertion macros put before it, and its other lines.
fn split(message: &str) -> (String, Vec<String>) {
    let assertion = message
        .strip_prefix("assertion `left == right` failed: ")
        .or_else(|| message.strip_prefix("assertion failed: "));
    let mut lines = assertion.unwrap_or(message).lines();
    let first = lines.next().unwrap_or("").trim_end_matches('.');
    (first.to_owned(), lines.map(str::to_owned).collect())
}

impl Subject<'_> {
    /// The line of a panic in the reader's file.
    fn line<'p>(&self, panic: &'p Panic) -> Option<&'p str> {
        let (path, line) = parts(&panic.at)?;
        let exercise = self.exercise;
        let own = exercise.file.strip_prefix(&exercise.root).ok()?;
        (path == own).then_some(line)
    }
}

/// A place in the workbook, without what only a compiler needs: `ch04/exercises/timer.rs, line 12`.
fn place(at: &str) -> Option<String> {
    let (path, line) = parts(at)?;
    path.is_relative()
        .then(|| format!("{}, line {line}", path.display()))
}

/// The path, without ways there and back, and the line of `FILE:LINE:COLUMN`.
fn parts(at: &str) -> Option<(PathBuf, &str)> {
    let mut parts = at.rsplitn(3, ':');
    let (_column, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    let mut short = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => drop(short.pop()),
            part => short.push(part),
        }
    }
    Some((short, line))
}
