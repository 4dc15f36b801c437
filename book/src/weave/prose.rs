//! What of a page is read as sentences: the visible letters of each of its blocks, and where in the
//! Markdown each of them stands. Code and directives are there as something that is no word.

mod reader;

use super::directive::{self, Directive};
use std::ops::Range;

/// Stands for what has no letters to be read: inline code, an address.
pub(super) const OBJECT: char = '\u{fffc}';

/// One block of text: a paragraph, what stands directly in a list's item, a heading, a table's cell.
#[derive(Debug)]
pub(super) struct Passage {
    pub(super) kind: Kind,
    /// From its first letter or mark to its last.
    pub(super) range: Range<usize>,
    pub(super) letters: Vec<Letter>,
    pub(super) spans: Vec<Span>,
    /// References to footnotes.
    pub(super) notes: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Heading,
    Table,
    /// A block of raw HTML.
    Html,
}

#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) letter: char,
    /// Where it stands in the Markdown; a line's end takes what indents the next line with it.
    pub(super) range: Range<usize>,
    /// A part of a directive or of code, which ends no sentence and mentions nothing.
    pub(super) is_object: bool,
    /// Stands for the end of a line.
    pub(super) ends_line: bool,
}

/// A part of a passage with marks around it: emphasis, a link.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) link: Option<Link>,
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) target: String,
    pub(super) title: String,
    pub(super) is_image: bool,
    /// What the link is made of, without brackets and target.
    pub(super) inner: Option<Range<usize>>,
}

/// The passages of a page, in order.
pub(super) fn passages(content: &str) -> Vec<Passage> {
    let mut passages = reader::read(content);
    let directives: Vec<_> = directive::find(content)
        .into_iter()
        .map(|found| {
            let shown = match found.directive {
                Ok(Directive::Term(term)) => term.shown.to_owned(),
                _ => OBJECT.to_string(),
            };
            (found.range, shown)
        })
        .collect();
    for passage in &mut passages {
        passage.hide(&directives);
    }
    passages
}

impl Passage {
    /// Puts what each directive shows in the place of its letters.
    fn hide(&mut self, directives: &[(Range<usize>, String)]) {
        for (range, shown) in directives {
            let is_inside = |letter: &Letter| range.contains(&letter.range.start);
            let Some(first) = self.letters.iter().position(is_inside) else {
                continue;
            };
            self.letters.retain(|letter| !is_inside(letter));
            let shown = shown.chars().map(|letter| Letter {
                letter,
                range: range.clone(),
                is_object: true,
                ends_line: false,
            });
            self.letters.splice(first..first, shown);
        }
    }
}
