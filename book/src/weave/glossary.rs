//! `{{#glossary}}`: every term of the book with the sentence that defines it. The sentences are the
//! pages' own.

use super::contents::{Problem, Source, html, target};
use super::directive::{self, Directive, line_of};
use super::excerpt::Excerpt;
use super::html::{escape, sentence as in_html};
use super::page::Page;
use super::prose::{Kind, Passage};
use super::sentence;
use super::term::{Term, id, slug};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::ops::Range;

/// A sentence with fewer does not stand by itself.
const WORDS: usize = 5;

/// The page that lists the terms, where there is none yet.
pub(super) const USUAL: &str = "glossary.md";

/// Nor does one that begins with what was said before.
const POINTERS: [&str; 9] = [
    "It", "Its", "This", "That", "These", "Those", "They", "Their", "Such",
];

/// The terms that the pages define.
#[derive(Debug, Default)]
pub(super) struct Glossary {
    /// The page that lists them, by its place among the sources.
    pub(super) page: Option<usize>,
    /// By their places on that page, which are theirs for good.
    pub(super) entries: BTreeMap<String, Entry>,
}

/// A term and its definition.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) headword: String,
    /// What a text may call it.
    pub(super) forms: Vec<String>,
    /// The page that defines it, by its place among the sources.
    pub(super) page: usize,
    /// Where the sentence that defines it begins on its page.
    pub(super) from: usize,
    line: usize,
    /// The sentence in Markdown, with links from the page that lists the terms.
    definition: String,
}

impl Glossary {
    pub(super) fn of(sources: &[Source], problems: &mut Vec<Problem>) -> Self {
        let mut glossary = Self {
            page: sources.iter().position(lists_terms),
            entries: BTreeMap::new(),
        };
        for (page, source) in sources.iter().enumerate() {
            let found = directive::find(&source.content).into_iter();
            let terms: Vec<(Term<'_>, Range<usize>)> = found
                .filter_map(|found| match found.directive {
                    Ok(Directive::Term(term)) => Some((term, found.range)),
                    _ => None,
                })
                .collect();
            for (term, range) in &terms {
                let listed = glossary.path(sources).unwrap_or(USUAL);
                let entry = entry(sources, page, listed, &terms, (*term, range.start));
                let added = entry.and_then(|entry| glossary.add(sources, entry));
                if let Err(error) = added {
                    problems.push(Problem::new(
                        sources,
                        page,
                        range.start,
                        format!("{error:#}"),
                    ));
                }
            }
        }
        glossary
    }

    fn add(&mut self, sources: &[Source], entry: Entry) -> Result<()> {
        let slug = slug(&entry.headword);
        if let Some(first) = self.entries.get(&slug) {
            let page = &sources[first.page].path;
            bail!(
                "{} is defined in book/pages/{page}:{} already",
                entry.headword,
                first.line
            );
        }
        self.entries.insert(slug, entry);
        Ok(())
    }

    /// The place of the page that lists the terms.
    pub(super) fn path<'a>(&self, sources: &'a [Source]) -> Option<&'a str> {
        self.page.map(|page| sources[page].path.as_str())
    }
}

fn lists_terms(source: &Source) -> bool {
    let found = directive::find(&source.content);
    let mut found = found.iter();
    found.any(|found| matches!(found.directive, Ok(Directive::Glossary)))
}

fn entry(
    sources: &[Source],
    page: usize,
    listed: &str,
    terms: &[(Term<'_>, Range<usize>)],
    (term, at): (Term<'_>, usize),
) -> Result<Entry> {
    let source = &sources[page];
    let passage = passage(source, at)?;
    let Some(sentence) = sentence::around(passage, at) else {
        bail!("no sentence stands around {}", term.headword);
    };
    let excerpt = Excerpt {
        page: &source.path,
        other: listed,
        content: &source.content,
        passage,
        terms,
        own: at,
    };
    let definition = excerpt.of(sentence.range.clone());
    if let Err(problem) = stands_alone(&definition, sentence.words) {
        bail!("the sentence that defines {} {problem}", term.headword);
    }
    Ok(Entry {
        headword: term.headword.to_owned(),
        forms: term.forms().into_iter().map(str::to_owned).collect(),
        page,
        from: sentence.range.start,
        line: line_of(&source.content, at),
        definition,
    })
}

/// The text in which a term is defined.
fn passage(source: &Source, at: usize) -> Result<&Passage> {
    let mut passages = source.passages.iter();
    let here = passages.find(|passage| passage.range.contains(&at));
    here.filter(|passage| passage.kind == Kind::Text)
        .context("a term is defined in a sentence of the text, not in a heading, a table or HTML")
}

/// Whether a sentence says something where no other stands around it.
fn stands_alone(definition: &str, words: usize) -> Result<(), String> {
    if words < WORDS {
        return Err(format!(
            "is too short to stand by itself in the glossary: that takes {WORDS} words"
        ));
    }
    if definition.ends_with(':') {
        return Err("ends in a colon: the glossary does not have what stands behind it".into());
    }
    match definition.split_whitespace().next() {
        Some(first) if POINTERS.contains(&first) => Err(format!(
            "begins with {first}: the glossary does not have what stands before it"
        )),
        _ => Ok(()),
    }
}

/// Links to entries that the glossary does not have.
pub(super) fn missing(sources: &[Source], glossary: &Glossary, problems: &mut Vec<Problem>) {
    let Some(path) = glossary.path(sources) else {
        return;
    };
    for (page, source) in sources.iter().enumerate() {
        for passage in &source.passages {
            for span in &passage.spans {
                let link = span.link.as_ref();
                let link = link.and_then(|link| target(&source.path, &link.target));
                let Some((file, place)) = link else { continue };
                if file == path && !place.is_empty() && !glossary.entries.contains_key(place) {
                    let says = format!("the glossary has no entry {place}");
                    problems.push(Problem::new(sources, page, span.range.start, says));
                }
            }
        }
    }
}

/// All entries by the alphabet.
pub(super) fn expand(page: &mut Page<'_>) -> Result<String> {
    let contents = page.contents;
    let mut entries: Vec<(&String, &Entry)> = contents.glossary.entries.iter().collect();
    entries.sort_by_key(|(_, entry)| entry.headword.to_lowercase());
    let mut list = String::from("<dl class=\"wb-glossary\">\n");
    for (slug, entry) in entries {
        let source = &contents.sources[entry.page];
        let place = format!("{}#{}", html(&source.path), id(&entry.headword));
        list.push_str(&format!(
            "<dt id=\"{slug}\"><a class=\"header\" href=\"#{slug}\">{headword}</a></dt>\n\
             <dd>{definition} <a class=\"wb-defined\" href=\"{link}\">{title}</a></dd>\n",
            slug = escape(&page.id(slug)),
            headword = escape(&entry.headword),
            definition = in_html(&entry.definition),
            link = escape(&page.link(&place)),
            title = escape(&source.title),
        ));
    }
    Ok(list + "</dl>\n")
}
