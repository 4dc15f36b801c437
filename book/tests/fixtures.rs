//! Checks are tried with answers that readers could give: wrong ones that are plausible and right ones that
//! are unusual. Each gets the verdict that it states.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod support;

use book::check::Verdict;
use book::model::{Exercise, Workspace};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use support::answers::{Answer, Due, all};
use support::attempts::{Attempt, verdicts};
use support::chapters::copy;
use support::own_root;
use support::splice::splice;

/// The exercises that were there before there were answers. There are to be fewer of them, never more.
const WITHOUT: [&str; 13] = [
    "ch01/bar-with-a-manager",
    "ch01/swap",
    "ch01/who-faulted",
    "ch03/raw-pipe",
    "ch03/errno",
    "ch03/write-all",
    "ch04/deregister",
    "ch04/writable",
    "ch04/timer",
    "ch05/priorities",
    "ch05/join-value",
    "ch05/panic-reaches-join",
    "ch05/fiber-sleep",
];

#[test]
fn every_answer_gets_the_verdict_that_it_states() {
    let own = Workspace::load(&own_root()).unwrap();
    let (ws, _lock) = copy();
    // `BOOK_ANSWERS=ch04/waker` tries those of one exercise.
    let only = std::env::var("BOOK_ANSWERS").unwrap_or_default();
    let (mut answers, mut wrong) = (Vec::new(), Vec::new());
    for answer in all(&own) {
        match answer {
            Ok(answer) if !answer.exercise.id().contains(&only) => {}
            Ok(answer) => answers.push(answer),
            Err(problem) => wrong.push(problem),
        }
    }
    let attempts: Vec<_> = answers.iter().map(|it| attempt(&ws, it)).collect();
    for (answer, found) in answers.iter().zip(verdicts(&ws, &attempts)) {
        println!("{}\n    {}", answer.name, found.summary);
        wrong.extend(other_verdict(answer, &found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn attempt(ws: &Workspace, answer: &Answer<'_>) -> Attempt {
    let exercise = ws.exercise(&answer.exercise.id()).unwrap();
    let name = Path::new(&answer.name).file_stem().unwrap();
    Attempt::new(exercise, name.to_str().unwrap(), &answer.text)
}

fn other_verdict(answer: &Answer<'_>, found: &Verdict) -> Option<String> {
    let failure = found.failure.as_deref().unwrap_or_default();
    let compiler = found.compiler.as_deref().unwrap_or_default();
    (!answer.due.is(found)).then(|| {
        format!(
            "{}: it must get {:?}, and gets: {}\n{failure}\n{compiler}",
            answer.name, answer.due, found.summary
        )
    })
}

#[test]
fn every_exercise_has_answers_unless_it_is_older_than_they_are() {
    let ws = Workspace::load(&own_root()).unwrap();
    let has_none = |exercise: &&Exercise| {
        let answers = exercise.dir().join("answers");
        !answers.join(&exercise.slug).is_dir()
    };
    let without: BTreeSet<_> = ws.exercises().filter(has_none).map(Exercise::id).collect();
    assert_eq!(without, WITHOUT.map(str::to_owned).into());
}

#[test]
fn an_answer_states_its_verdict_in_its_first_line() {
    let due = |outcome: &str, words: &str| Due {
        outcome: outcome.to_owned(),
        words: words.to_owned(),
    };
    assert_eq!(Due::of("//! solved\nfn f() {}"), Ok(due("solved", "")));
    let line = "//! not-yet: it rings: too early\n//! More.\n";
    assert_eq!(Due::of(line), Ok(due("not-yet", "it rings: too early")));
    for nothing in [
        "",
        "fn f() {}",
        "//! not-yet",
        "//! solved: well",
        "//! wrong: so",
    ] {
        assert!(Due::of(nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn what_is_wrong_with_a_folder_of_answers_is_told() {
    let own = Workspace::load(&own_root()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut ws = own.clone();
    ws.root = dir.path().to_owned();
    for chapter in &mut ws.chapters {
        chapter.dir = dir.path().join(&chapter.name);
    }
    let file = |name: &str, text: &str| {
        let path = dir.path().join("ch04/answers").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("waker/a.rs", "//! solved\nfn send() {}\n");
    file("waker/b.rs", "fn send() {}\n");
    file("waker/c.rs", "//! solved\nfn sned() {}\n");
    file("wakre/a.rs", "//! solved\nfn send() {}\n");
    let problems: Vec<_> = all(&ws).into_iter().filter_map(Result::err).collect();
    let expected = [
        "ch04/answers/waker/b.rs: the first line is `//! solved` or `//! OUTCOME: the words of the verdict`",
        "ch04/answers/waker/c.rs: nothing in it has a name that the reference knows",
        "ch04/answers/waker: 0 wrong and 1 right answers; there are to be 5 and 2 at least",
        "ch04/answers/wakre: there is no exercise wakre",
    ];
    assert_eq!(problems, expected);
}

const REFERENCE: &str = "\
use std::fmt;

/// A box.
#[derive(Debug)]
pub struct Mailbox(u8);

impl Mailbox {
    /// Sends.
    pub fn send(&self) -> u8 {
        self.0
    }

    fn twice(&self) {}
}

impl Other {
    fn twice(&self) {}
}

#[cfg(test)]
mod check;
";

#[test]
fn an_answer_takes_the_place_of_what_has_its_names() {
    let answer = "//! solved\n\npub fn send(&self) -> u8 {\n    // It is one more.\n    self.0 + 1\n}\n\nuse std::io;\n";
    let text = splice(REFERENCE, answer).unwrap();
    let own = "    /// Sends.\n    pub fn send(&self) -> u8 {\n    // It is one more.\n    self.0 + 1\n}\n\n    fn twice";
    assert!(text.contains(own), "{text}");
    assert!(
        text.ends_with("use std::io;\n\n#[cfg(test)]\nmod check;\n"),
        "{text}"
    );

    let answer = "//! solved\n#[derive(Clone)]\npub struct Mailbox(u8, u8);\n";
    let text = splice(REFERENCE, answer).unwrap();
    assert!(
        text.contains("/// A box.\n#[derive(Clone)]\npub struct Mailbox(u8, u8);\n\nimpl"),
        "{text}"
    );
}

#[test]
fn an_answers_marker_takes_the_place_of_the_references() {
    let marked = REFERENCE.replace(
        "#[cfg(test)]",
        "// Why.\nimpl<T: Unpin> Unpin for Mailbox<T> {}\n\n#[cfg(test)]",
    );
    let text = splice(&marked, "impl<T> Unpin for Mailbox<T> {}").unwrap();
    let own = "// Why.\nimpl<T> Unpin for Mailbox<T> {}\n\n#[cfg(test)]\nmod check;\n";
    assert!(text.ends_with(own), "{text}");
    assert!(splice(&marked, "unsafe impl Send for Mailbox {}").is_err());
}

#[test]
fn an_answer_that_fits_nowhere_is_refused() {
    let twice = splice(REFERENCE, "fn twice(&self) {}");
    assert_eq!(twice, Err("the reference has more than one `twice`".into()));
    assert!(splice(REFERENCE, "fn nothing() {}").is_err());
    assert!(
        splice(REFERENCE, "fn send( {}")
            .unwrap_err()
            .starts_with("line 1: ")
    );
}
