//! The reference as a difference from the reader's code, for a reader who has solved the exercise.

use super::read;
use crate::model::Exercise;
use anyhow::Result;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// How many equal lines are shown around a change.
const AROUND: usize = 2;

/// The reference next to the reader's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What there is to say about both, in a sentence.
    pub summary: String,
    /// What differs, with a few equal lines around it; nothing if nothing differs.
    pub lines: Vec<Line>,
}

/// A line of the reader's code or of the reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Where it is.
    pub whose: Whose,
    /// The line without its end.
    pub text: String,
}

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// In both.
    Both,
    /// Only in the reader's code.
    Yours,
    /// Only in the reference.
    Reference,
    /// In neither: it says how many equal lines are left out here.
    LeftOut,
}

/// Compares what is in the reader's file with the reference.
///
/// # Errors
///
/// When one of the two cannot be read.
pub fn compare(exercise: &Exercise) -> Result<Compared> {
    let (yours, _) = read(exercise)?;
    Ok(between(&yours, &exercise.reference()?))
}

fn between(yours: &str, reference: &str) -> Compared {
    let yours: Vec<_> = yours.lines().map(str::trim_end).collect();
    let reference: Vec<_> = reference.lines().map(str::trim_end).collect();
    let diff = TextDiff::from_slices(&yours, &reference);
    let groups = diff.grouped_ops(AROUND);
    if groups.is_empty() {
        return Compared {
            summary: "Your code and the reference are the same.".to_owned(),
            lines: Vec::new(),
        };
    }
    let mut lines = Vec::new();
    let mut shown = 0;
    for group in &groups {
        let start = group.first().map_or(shown, |op| op.old_range().start);
        lines.extend(left_out(start - shown));
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        lines.extend(changes.map(|change| Line {
            whose: match change.tag() {
                ChangeTag::Equal => Whose::Both,
                ChangeTag::Delete => Whose::Yours,
                ChangeTag::Insert => Whose::Reference,
            },
            text: change.value().to_string(),
        }));
        shown = group.last().map_or(shown, |op| op.old_range().end);
    }
    lines.extend(left_out(yours.len() - shown));
    Compared {
        summary: "The reference, as a difference from your code:".to_owned(),
        lines,
    }
}

fn left_out(count: usize) -> Option<Line> {
    let text = match count {
        0 => return None,
        1 => "1 equal line".to_owned(),
        _ => format!("{count} equal lines"),
    };
    Some(Line {
        whose: Whose::LeftOut,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(yours: &str, reference: &str) -> Vec<String> {
        let lines = between(yours, reference).lines.into_iter();
        let lines = lines.map(|line| match line.whose {
            Whose::Both => format!("  {}", line.text),
            Whose::Yours => format!("- {}", line.text),
            Whose::Reference => format!("+ {}", line.text),
            Whose::LeftOut => format!("… {}", line.text),
        });
        lines.collect()
    }

    #[test]
    fn only_what_differs_is_shown_with_a_few_lines_around_it() {
        let yours: String = (1..=12).map(|number| format!("{number}\n")).collect();
        let reference = yours.replace("4\n", "four\n").replace("12\n", "12\nmore\n");
        let expected = [
            "… 1 equal line",
            "  2",
            "  3",
            "- 4",
            "+ four",
            "  5",
            "  6",
            "… 4 equal lines",
            "  11",
            "  12",
            "+ more",
        ];
        assert_eq!(shown(&yours, &reference), expected);
    }

    #[test]
    fn the_same_code_is_said_to_be_the_same_however_its_lines_end() {
        let same = between("a\nb  \r\n", "a\nb");
        assert_eq!(same.summary, "Your code and the reference are the same.");
        assert_eq!(same.lines, []);
    }
}
