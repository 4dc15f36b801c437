//! What was said beside what should have been said.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// Whose line it is.
    pub kind: Kind,
    /// The line, without its end.
    pub text: String,
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// In both.
    Same,
    /// It should have been said, and was not.
    Expected,
    /// It was said, and should not have been.
    Got,
}

/// The lines of both texts in order, what was said before what should have been said in its place; none if
/// they are the same.
pub(super) fn between(expected: &str, got: &str) -> Vec<DiffLine> {
    let expected: Vec<_> = expected.lines().collect();
    let got: Vec<_> = got.lines().collect();
    if expected == got {
        return Vec::new();
    }
    let diff = TextDiff::from_slices(&got, &expected);
    let lines = diff.iter_all_changes().map(|change| DiffLine {
        kind: match change.tag() {
            ChangeTag::Equal => Kind::Same,
            ChangeTag::Delete => Kind::Got,
            ChangeTag::Insert => Kind::Expected,
        },
        text: change.value().to_string(),
    });
    lines.collect()
}

/// A difference in words, to be part of a sentence.
pub(super) fn summary(diff: &[DiffLine]) -> String {
    let same = diff
        .iter()
        .take_while(|line| line.kind == Kind::Same)
        .count();
    let at_odds = diff.get(same..).unwrap_or_default();
    let first = |kind| {
        at_odds
            .iter()
            .find(|line| line.kind == kind)
            .map(|line| &line.text)
    };
    match (first(Kind::Expected), first(Kind::Got)) {
        (Some(expected), None) => format!("it never says “{}”", expected.trim()),
        (None, Some(got)) => format!("it should not say “{}”", got.trim()),
        _ => format!("what it says differs from line {} on", same + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_no_difference_however_it_ends() {
        assert_eq!(between("a\nb\n", "a\nb"), []);
    }

    #[test]
    fn a_difference_shows_both_sides_in_order() {
        let diff = between("a\nb\nc", "a\nx\nc");
        let kinds: Vec<_> = diff
            .iter()
            .map(|line| (line.kind, line.text.as_str()))
            .collect();
        let expected = [
            (Kind::Same, "a"),
            (Kind::Got, "x"),
            (Kind::Expected, "b"),
            (Kind::Same, "c"),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(summary(&diff), "what it says differs from line 2 on");
    }

    #[test]
    fn a_line_too_few_or_too_many_is_named() {
        assert_eq!(summary(&between("a\nb", "a")), "it never says “b”");
        assert_eq!(summary(&between("a", "a\nb")), "it should not say “b”");
    }
}
