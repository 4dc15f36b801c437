//! `{{#term task}}`, or `{{#term task|tasks}}` where the sentence needs another form: the place in
//! the book that defines a term.

use super::html::escape;
use anyhow::{Result, bail};

/// A term, as its directive names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term<'a> {
    /// What the glossary files it under.
    pub(super) headword: &'a str,
    /// What the sentence says.
    pub(super) shown: &'a str,
}

impl<'a> Term<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        let (headword, shown) = text.split_once('|').unwrap_or((text, text));
        let (headword, shown) = (headword.trim(), shown.trim());
        if slug(headword).is_empty() || shown.is_empty() || shown.contains('|') {
            bail!("it is {{{{#term HEADWORD}}}} or {{{{#term HEADWORD|AS WRITTEN}}}}");
        }
        if headword.contains(['`', '*', '<', '[', '{']) {
            bail!("a headword is plain text, not {headword}");
        }
        Ok(Self { headword, shown })
    }

    /// What the page shows, and where a link leads to.
    pub(super) fn definition(&self) -> String {
        let id = escape(&id(self.headword));
        format!("<dfn id=\"{id}\">{}</dfn>", self.shown)
    }

    /// What a text may call it. A headword with a remark, `page (of memory)`, is a word with another
    /// meaning besides, which no text tells from this one.
    pub(super) fn forms(&self) -> Vec<&'a str> {
        if self.headword.contains('(') {
            return Vec::new();
        }
        let mut forms = vec![self.headword];
        if self.shown != self.headword {
            forms.push(self.shown);
        }
        forms
    }
}

/// A headword as a part of an address.
pub(super) fn slug(headword: &str) -> String {
    let letter = |letter: char| {
        if letter.is_alphanumeric() || letter == '_' {
            letter
        } else {
            ' '
        }
    };
    let words: String = headword.to_lowercase().chars().map(letter).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The place of a definition on its page.
pub(super) fn id(headword: &str) -> String {
    format!("term-{}", slug(headword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_letters_of_its_headword() {
        let slugs = [
            "Event queue",
            "async/await",
            "io_uring",
            "page (of memory)",
            " C10k  problem",
        ]
        .map(slug);
        assert_eq!(
            slugs,
            [
                "event-queue",
                "async-await",
                "io_uring",
                "page-of-memory",
                "c10k-problem"
            ]
        );
    }

    #[test]
    fn a_term_is_filed_under_its_headword_and_shown_as_written() {
        let term = Term::parse("system call | system calls").unwrap();
        assert_eq!((term.headword, term.shown), ("system call", "system calls"));
        assert_eq!(
            term.definition(),
            "<dfn id=\"term-system-call\">system calls</dfn>"
        );
    }

    #[test]
    fn a_term_without_a_word_is_none() {
        for text in ["", "|", "a|", "|a", "a|b|c", "()", "`a`"] {
            assert!(Term::parse(text).is_err(), "{text}");
        }
    }
}
