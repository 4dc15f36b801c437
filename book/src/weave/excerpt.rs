//! A piece of a page as it can stand on another page: its links lead where they led.

use super::contents::{html, target, way};
use super::prose::{Link, Passage};
use super::term::Term;
use std::ops::Range;

/// Takes pieces of a page's Markdown.
pub(super) struct Excerpt<'a> {
    pub(super) page: &'a str,
    /// The page that they are for, by its place among the pages.
    pub(super) other: &'a str,
    pub(super) content: &'a str,
    pub(super) passage: &'a Passage,
    pub(super) terms: &'a [(Term<'a>, Range<usize>)],
    /// Where the term stands that the piece defines.
    pub(super) own: usize,
}

impl Excerpt<'_> {
    /// The piece in this range, as it can stand on the other page.
    pub(super) fn of(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        let mut at = range.start;
        while at < range.end {
            let replaced = self.replaced(at).filter(|(to, _)| *to <= range.end);
            let (to, with) = replaced.unwrap_or_else(|| {
                let letter = self.content[at..].chars().next().unwrap_or_default();
                (at + letter.len_utf8(), letter.to_string())
            });
            text.push_str(&with);
            at = to;
        }
        text
    }

    /// What stands for something that begins here, and where that ends.
    fn replaced(&self, at: usize) -> Option<(usize, String)> {
        let term = || self.terms.iter().find(|(_, range)| range.start == at);
        let note = || self.passage.notes.iter().find(|note| note.start == at);
        let space = || {
            let mut letters = self.passage.letters.iter();
            letters.find(|letter| letter.range.start == at && letter.ends_line)
        };
        let spans = || {
            self.passage
                .spans
                .iter()
                .filter(|span| span.range.start == at)
        };
        let link = || spans().find_map(|span| Some((span.range.end, span.link.as_ref()?)));
        if let Some((term, range)) = term() {
            Some((range.end, self.term(term, range.start)))
        } else if let Some(note) = note() {
            Some((note.end, String::new()))
        } else if let Some(space) = space() {
            Some((space.range.end, " ".to_owned()))
        } else {
            link().map(|(end, link)| (end, self.link(link)))
        }
    }

    fn term(&self, term: &Term<'_>, at: usize) -> String {
        if at == self.own {
            format!("<em>{}</em>", term.shown)
        } else {
            term.shown.to_owned()
        }
    }

    fn link(&self, link: &Link) -> String {
        let inner = link.inner.clone().map(|inner| self.of(inner));
        self.rebased(link, &inner.unwrap_or_default())
    }

    fn rebased(&self, link: &Link, inner: &str) -> String {
        let to = match target(self.page, &link.target) {
            Some((path, "")) => way(self.other, &built(&path)),
            Some((path, place)) => way(self.other, &format!("{}#{place}", built(&path))),
            None => link.target.clone(),
        };
        let title = match link.title.as_str() {
            "" => String::new(),
            title => format!(" \"{}\"", title.replace('"', "\\\"")),
        };
        let mark = if link.is_image { "!" } else { "" };
        format!("{mark}[{inner}](<{to}>{title})")
    }
}

fn built(path: &str) -> String {
    if path.ends_with(".md") {
        html(path)
    } else {
        path.to_owned()
    }
}
