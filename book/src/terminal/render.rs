//! Verdicts in words.

use crate::cargo;
use crate::check::{DiffLine, Kind, Outcome, Verdict};
use crate::exercise::{self, Compared, Hints, Whose};
use crate::model::Exercise;
use crate::progress::State;
use std::fmt::Write;
use std::io::{IsTerminal, stdout};

/// Whether what is said is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colours(bool);

impl Colours {
    /// On a terminal, unless `NO_COLOR` says otherwise.
    pub fn of_stdout() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self(stdout().is_terminal() && !refused)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// A line that a change adds.
    pub fn added(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// A line that a change takes away.
    pub fn removed(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// A state's mark, in the colour of the outcome that led to it.
    pub fn state(self, state: State) -> String {
        match state {
            State::Solved => self.outcome(Outcome::Solved, state.mark()),
            State::Tried => self.outcome(Outcome::NotYet, state.mark()),
            State::Untouched => state.mark().to_owned(),
        }
    }

    /// A text in the colour of an outcome.
    pub fn outcome(self, outcome: Outcome, text: &str) -> String {
        match outcome {
            Outcome::Solved => self.paint("1;32", text),
            Outcome::NotYet | Outcome::Hangs => self.paint("1;33", text),
            Outcome::DoesNotCompile | Outcome::Tampered => self.paint("1;31", text),
        }
    }
}

/// Everything that a verdict says.
pub(crate) fn verdict(verdict: &Verdict, exercise: &Exercise, colours: Colours) -> String {
    let mut text = format!(
        "{}: {} ({:.1} s)\n{}\n",
        colours.bold(&verdict.exercise),
        exercise.title,
        verdict.seconds,
        colours.outcome(verdict.outcome, &verdict.summary),
    );
    if let Some(warning) = &verdict.warning {
        let _ = writeln!(text, "{warning}");
    }
    if let Some(compiler) = &verdict.compiler {
        let compiler = if colours.0 {
            compiler.clone()
        } else {
            cargo::plain(compiler)
        };
        section(&mut text, compiler.lines());
    }
    if let Some(failure) = &verdict.failure {
        section(&mut text, failure.lines());
    }
    if !verdict.diff.is_empty() {
        section(&mut text, difference(&verdict.diff, colours));
    }
    if !verdict.trace.is_empty() {
        text.push_str("\nThe last lines of its trace:\n");
        section(&mut text, &verdict.trace);
    }
    if verdict.outcome == Outcome::Solved
        && let Ok(compared) = exercise::compare(exercise)
    {
        text.push_str(&reference(&compared, colours));
    }
    text.push_str(&farewell(verdict, colours));
    text
}

/// The reference next to the reader's code. None of the two is wrong, so neither is red.
fn reference(compared: &Compared, colours: Colours) -> String {
    let mut text = format!("\n{}\n", compared.summary);
    if compared.lines.is_empty() {
        return text;
    }
    let reference = |text: &str| colours.paint("36", &format!("+ {text}"));
    let mut lines = vec!["- yours".to_owned(), reference("reference"), String::new()];
    lines.extend(compared.lines.iter().map(|line| match line.whose {
        Whose::Both => format!("  {}", line.text),
        Whose::Yours => format!("- {}", line.text),
        Whose::Reference => reference(&line.text),
        Whose::LeftOut => format!("… {}", line.text),
    }));
    section(&mut text, &lines);
    text
}

/// What the signs mean, then the lines: yours is what has to go, so the minus and the red are its.
fn difference(diff: &[DiffLine], colours: Colours) -> Vec<String> {
    let yours = |text: &str| colours.paint("31", &format!("- {text}"));
    let expected = |text: &str| colours.paint("32", &format!("+ {text}"));
    let mut lines = vec![yours("yours"), expected("expected"), String::new()];
    lines.extend(diff.iter().map(|line| match line.kind {
        Kind::Same => format!("  {}", line.text),
        Kind::Expected => expected(&line.text),
        Kind::Got => yours(&line.text),
    }));
    lines
}

fn section(text: &mut String, lines: impl IntoIterator<Item: AsRef<str>>) {
    text.push('\n');
    for line in lines {
        let _ = writeln!(text, "{}", format!("  {}", line.as_ref()).trim_end());
    }
}

fn farewell(verdict: &Verdict, colours: Colours) -> String {
    let mut text = String::new();
    if let Some(after) = &verdict.after {
        let _ = write!(text, "\n{}\n", wrap(after, width()));
    }
    if verdict.outcome != Outcome::Solved {
        let _ = writeln!(
            text,
            "\nThe next hint: cargo book hint {}",
            verdict.exercise
        );
        return text;
    }
    match &verdict.next {
        Some(next) => {
            let command = format!("cargo book check {next}");
            let _ = writeln!(text, "\nNext: {}", colours.bold(&command));
        }
        None => text.push_str("\nEvery exercise is solved.\n"),
    }
    text
}

/// The hints shown so far.
pub(crate) fn hints(hints: &Hints) -> String {
    let mut text = String::new();
    for (number, hint) in (1..).zip(&hints.shown) {
        let _ = write!(
            text,
            "Hint {number} of {}\n{}\n\n",
            hints.total,
            wrap(hint.trim(), width())
        );
    }
    if hints.total == 0 {
        text.push_str("There are no hints for this one.\n");
    }
    text
}

/// How wide a text may be: as the terminal, or as one was for a long time.
fn width() -> usize {
    let terminal = stdout().is_terminal().then(crossterm::terminal::size);
    match terminal {
        Some(Ok((columns @ 1.., _))) => columns.into(),
        _ => 80,
    }
}

/// Markdown whose lines are at most so many characters wide. Code blocks stay as they are.
fn wrap(markdown: &str, width: usize) -> String {
    let mut wrapped = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence {
            wrapped.push(line.to_owned());
        } else {
            wrapped.extend(wrap_line(line, width));
        }
    }
    wrapped.join("\n")
}

fn wrap_line(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let last = lines.last().map_or(0, |last| last.chars().count());
        if last > 0 && last + word.trim_end().chars().count() > width {
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(word);
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_there_is_no_escape_and_words_say_it_all() {
        let plain = Colours(false);
        assert_eq!(plain.outcome(Outcome::Solved, "Solved."), "Solved.");
        assert_eq!(
            Colours(true).outcome(Outcome::Solved, "Solved."),
            "\u{1b}[1;32mSolved.\u{1b}[0m"
        );
    }

    #[test]
    fn in_a_difference_yours_is_the_red_line_with_the_minus() {
        let line = |kind, text: &str| DiffLine {
            kind,
            text: text.into(),
        };
        let diff = [
            line(Kind::Same, "one"),
            line(Kind::Got, "2"),
            line(Kind::Expected, "two"),
        ];
        let signs = ["- yours", "+ expected", "", "  one", "- 2", "+ two"];
        assert_eq!(difference(&diff, Colours(false)), signs);
        let coloured = difference(&diff, Colours(true));
        assert_eq!(
            coloured[4..],
            ["\u{1b}[31m- 2\u{1b}[0m", "\u{1b}[32m+ two\u{1b}[0m"]
        );
    }

    #[test]
    fn the_reference_is_shown_as_a_difference() {
        let line = |whose, text: &str| exercise::Line {
            whose,
            text: text.into(),
        };
        let mut compared = Compared {
            summary: "Compare:".into(),
            lines: vec![
                line(Whose::LeftOut, "3 equal lines"),
                line(Whose::Both, "one"),
                line(Whose::Yours, "2"),
                line(Whose::Reference, "two"),
            ],
        };
        assert_eq!(
            reference(&compared, Colours(false)),
            "\nCompare:\n\n  - yours\n  + reference\n\n  … 3 equal lines\n    one\n  - 2\n  + two\n"
        );
        compared.lines.clear();
        assert_eq!(reference(&compared, Colours(false)), "\nCompare:\n");
    }

    #[test]
    fn hints_are_numbered() {
        let shown = Hints {
            shown: vec!["Look.\n".into()],
            total: 3,
        };
        assert_eq!(hints(&shown), "Hint 1 of 3\nLook.\n\n");
    }

    #[test]
    fn a_text_is_wrapped_between_words_and_code_is_not() {
        let text = "Ask *again* before the é.\n\n- one two\n```\nlet code = 1; // and more\n```";
        let wrapped =
            "Ask *again*\nbefore the é.\n\n- one two\n```\nlet code = 1; // and more\n```";
        assert_eq!(wrap(text, 13), wrapped);
        assert_eq!(wrap("incomprehensible word", 4), "incomprehensible\nword");
    }
}
