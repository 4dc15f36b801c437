//! Answers to exercises and the verdicts they must get: `ch04/answers/waker/*.rs` for `ch04/checks/waker.rs`.
//!
//! The first line of an answer says what it must get: `//! solved`, or an outcome and the words in which the
//! verdict names the mistake, `//! not-yet: the bell rings before the message is in the box`.

use super::chapters::read;
use super::splice::splice;
use book::check::Verdict;
use book::model::{Exercise, Workspace};
use std::fs;
use std::path::{Path, PathBuf};

/// How many wrong answers a check is tried with at least, and how many right ones.
const WRONG: usize = 5;
const RIGHT: usize = 2;

/// An answer to an exercise.
#[derive(Debug)]
pub struct Answer<'a> {
    pub exercise: &'a Exercise,
    /// From the workbook's folder: `ch04/answers/waker/never-rings.rs`.
    pub name: String,
    pub due: Due,
    /// The reader's file, with this answer in it.
    pub text: String,
}

/// The verdict that an answer must get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// As a verdict tells it to a page: `not-yet`.
    pub outcome: String,
    /// The words that name the mistake; none if there is none.
    pub words: String,
}

impl Due {
    /// From the first line of an answer.
    pub fn of(answer: &str) -> Result<Self, String> {
        let how = "the first line is `//! solved` or `//! OUTCOME: the words of the verdict`";
        let line = answer.lines().next().unwrap_or_default();
        let line = line.strip_prefix("//! ").ok_or(how)?.trim();
        let (outcome, words) = line.split_once(": ").unwrap_or((line, ""));
        let outcome = outcome.trim().to_owned();
        let known = ["solved", "not-yet", "does-not-compile", "hangs"];
        let words = words.trim().to_owned();
        if !known.contains(&outcome.as_str()) || (outcome == "solved") != words.is_empty() {
            return Err(how.to_owned());
        }
        Ok(Self { outcome, words })
    }

    /// Whether a verdict is this one. Its first sentence has to name the mistake.
    pub fn is(&self, verdict: &Verdict) -> bool {
        let outcome = serde_json::to_value(verdict.outcome).unwrap();
        outcome == self.outcome.as_str() && verdict.summary.contains(&self.words)
    }

    fn is_right(&self) -> bool {
        self.outcome == "solved"
    }
}

/// Every answer of a workbook, or what is wrong with one, for each file and folder.
pub fn all(ws: &Workspace) -> Vec<Result<Answer<'_>, String>> {
    let mut all = Vec::new();
    for chapter in &ws.chapters {
        for folder in entries(&chapter.dir.join("answers")) {
            all.extend(in_folder(ws, &chapter.exercises, &folder));
        }
    }
    all
}

fn in_folder<'a>(
    ws: &Workspace,
    exercises: &'a [Exercise],
    folder: &Path,
) -> Vec<Result<Answer<'a>, String>> {
    let name = ws.relative(folder);
    let slug = folder.file_name().unwrap().to_str().unwrap();
    let Some(exercise) = exercises.iter().find(|exercise| exercise.slug == slug) else {
        return vec![Err(format!("{name}: there is no exercise {slug}"))];
    };
    let files = entries(folder);
    let mut answers: Vec<_> = files
        .iter()
        .map(|file| answer(ws, exercise, file))
        .collect();
    let right = |answer: &&Result<Answer<'_>, _>| answer.as_ref().is_ok_and(|it| it.due.is_right());
    let right = answers.iter().filter(right).count();
    let wrong = answers.iter().filter(|answer| answer.is_ok()).count() - right;
    if wrong < WRONG || right < RIGHT {
        let few = format!(
            "{name}: {wrong} wrong and {right} right answers; there are to be {WRONG} and {RIGHT} at least"
        );
        answers.push(Err(few));
    }
    answers
}

fn answer<'a>(ws: &Workspace, exercise: &'a Exercise, file: &Path) -> Result<Answer<'a>, String> {
    let name = ws.relative(file);
    let own = read(file);
    let due = Due::of(&own).map_err(|error| format!("{name}: {error}"))?;
    let reference = exercise.reference().map_err(|error| format!("{error:#}"))?;
    let text = splice(&reference, &own).map_err(|error| format!("{name}: {error}"))?;
    Ok(Answer {
        exercise,
        name,
        due,
        text,
    })
}

/// What is in a folder, in order; nothing if it is not there.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
