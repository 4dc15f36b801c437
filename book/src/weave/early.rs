//! A term is defined before it is used. Where it must be used before, the text links to the page
//! that defines it or to its entry in the glossary, and may then go on using it.

use super::contents::{Problem, Source, chapter_of, target, way};
use super::glossary::{Entry, Glossary, USUAL};
use super::prose::{Kind, OBJECT, Passage};
use std::collections::{BTreeMap, BTreeSet};

/// What every page of a chapter uses too early, the first place of each term.
pub(super) fn problems(sources: &[Source], glossary: &Glossary, problems: &mut Vec<Problem>) {
    let forms = Forms::of(glossary);
    for (page, source) in sources.iter().enumerate() {
        if chapter_of(&source.path).is_none() {
            continue;
        }
        let mut known = BTreeSet::new();
        for passage in text(source) {
            for mention in mentions(passage, &forms) {
                let is_early = mention.entry.is_after(page, mention.offset, passage.kind);
                if !is_early || !known.insert(mention.slug) {
                    continue;
                }
                if !is_linked(sources, page, glossary, passage, &mention) {
                    let says = says(sources, page, glossary, &mention);
                    problems.push(Problem::new(sources, page, mention.offset, says));
                }
            }
        }
    }
}

/// All of a page but its title, which the sidebar shows before anything is read.
fn text(source: &Source) -> impl Iterator<Item = &Passage> {
    let title = source.passages.first();
    let has_title = title.is_some_and(|passage| passage.kind == Kind::Heading);
    source.passages.iter().skip(usize::from(has_title))
}

impl Entry {
    /// Whether the definition comes after a place in the book. A heading on its own page announces it.
    fn is_after(&self, page: usize, offset: usize, kind: Kind) -> bool {
        let is_announced = page == self.page && kind == Kind::Heading;
        !is_announced && (page, offset) < (self.page, self.from)
    }
}

struct Mention<'a> {
    slug: &'a str,
    entry: &'a Entry,
    offset: usize,
}

/// What texts may call the terms, by the first letter: the pages are woven again at every save.
struct Forms<'a>(BTreeMap<char, Vec<Form<'a>>>);

struct Form<'a> {
    text: &'a str,
    slug: &'a str,
    entry: &'a Entry,
}

impl<'a> Forms<'a> {
    fn of(glossary: &'a Glossary) -> Self {
        let mut forms: BTreeMap<char, Vec<Form<'_>>> = BTreeMap::new();
        for (slug, entry) in &glossary.entries {
            for text in &entry.forms {
                let first = text.chars().next().map(lower).unwrap_or_default();
                forms
                    .entry(first)
                    .or_default()
                    .push(Form { text, slug, entry });
            }
        }
        Self(forms)
    }

    /// The longest of the terms that a text begins with: an event queue is no event.
    fn longest(&self, text: &[char]) -> Option<(usize, &Form<'a>)> {
        let forms = self.0.get(text.first()?)?.iter();
        let found = forms.filter_map(|form| Some((length(text, form.text)?, form)));
        found.max_by_key(|(length, _)| *length)
    }
}

/// Every term that a passage uses, in order.
fn mentions<'a>(passage: &Passage, forms: &Forms<'a>) -> Vec<Mention<'a>> {
    let text: Vec<char> = passage
        .letters
        .iter()
        .map(|letter| match letter.letter {
            _ if letter.is_object => OBJECT,
            letter => lower(letter),
        })
        .collect();
    let mut mentions = Vec::new();
    let mut place = 0;
    while place < text.len() {
        let begins_word = is_word(text[place]) && (place == 0 || !is_word(text[place - 1]));
        let found = begins_word.then(|| forms.longest(&text[place..])).flatten();
        place += match found {
            Some((length, form)) => {
                mentions.push(Mention {
                    slug: form.slug,
                    entry: form.entry,
                    offset: passage.letters[place].range.start,
                });
                length
            }
            None => 1,
        };
    }
    mentions
}

/// How many letters of a text are this form of a term, or its plural.
fn length(text: &[char], form: &str) -> Option<usize> {
    let mut place = 0;
    for (nth, word) in form.split_whitespace().enumerate() {
        if nth > 0 {
            let spaces = text[place..]
                .iter()
                .take_while(|letter| letter.is_whitespace());
            let spaces = spaces.count();
            if spaces == 0 {
                return None;
            }
            place += spaces;
        }
        for letter in word.chars() {
            if text.get(place) != Some(&lower(letter)) {
                return None;
            }
            place += 1;
        }
    }
    let endings: [&[char]; 3] = [&[], &['s'], &['e', 's']];
    let mut ends = endings.into_iter().filter_map(|ending| {
        let rest = text[place..].strip_prefix(ending)?;
        let is_whole = rest.first().is_none_or(|next| !is_word(*next));
        is_whole.then_some(place + ending.len())
    });
    ends.next()
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// A hyphen joins: what is non-blocking does not block.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

/// Whether a mention stands in a link to where the term is explained.
fn is_linked(
    sources: &[Source],
    page: usize,
    glossary: &Glossary,
    passage: &Passage,
    mention: &Mention<'_>,
) -> bool {
    let around = passage.spans.iter();
    let mut around = around.filter(|span| span.range.contains(&mention.offset));
    around.any(|span| {
        let link = span.link.as_ref();
        let link = link.and_then(|link| target(&sources[page].path, &link.target));
        link.is_some_and(|(file, place)| {
            let is_entry = Some(file.as_str()) == glossary.path(sources) && place == mention.slug;
            is_entry || file == sources[mention.entry.page].path
        })
    })
}

fn says(sources: &[Source], page: usize, glossary: &Glossary, mention: &Mention<'_>) -> String {
    let headword = &mention.entry.headword;
    let defining = &sources[mention.entry.page].path;
    let here = &sources[page].path;
    let listed = glossary.path(sources).unwrap_or(USUAL);
    let place = if mention.entry.page == page {
        "further down".to_owned()
    } else {
        format!("in {defining}")
    };
    format!(
        "{headword} is defined {place}, after this: define it before, use another word, or link to {}#{}",
        way(here, listed),
        mention.slug
    )
}
