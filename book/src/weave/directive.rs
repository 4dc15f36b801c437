//! Finds the directives of a page: `{{#step ch04/a-epoll}}`, alone on a line, or inside of a sentence
//! `{{#term task}}`.

use super::term::Term;
use crate::model::blocks::Block;
use anyhow::{Result, bail};
use mdbook_markdown::pulldown_cmark::{Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;

/// What a page asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Directive<'a> {
    Code(&'a str),
    Step(&'a str),
    Diff(&'a str, &'a str),
    Exercise(&'a str),
    Predict(&'a str),
    Try(&'a str),
    /// Where the text that gives a prediction away begins, and where it ends.
    Answer(&'a str),
    EndAnswer,
    /// Runs to compare, and what to say about them.
    Compare(&'a str, &'a str),
    Figure(&'a str, &'a str),
    /// A folder, and the coroutines in it that a reader edits.
    Corofy(&'a str, Vec<&'a str>),
    /// A step's coroutines next to their machines.
    Machine(&'a str),
    /// Programs whose threads the reader lets run.
    Interleave(Vec<&'a str>),
    /// A program that measures the reader's machine, and what was measured on another one.
    Measure(&'a str),
    /// The folder with the recording of a value that the reader moves.
    Moving(&'a str),
    Term(Term<'a>),
    Glossary,
    Index,
    /// A fenced block of Rust.
    Block(Block),
}

/// A directive, or what is wrong with it, and where.
pub(super) struct Found<'a> {
    pub(super) directive: Result<Directive<'a>>,
    pub(super) range: Range<usize>,
    pub(super) line: usize,
}

impl Found<'_> {
    /// Whether it is a part of a text, and not a block of its own.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self.directive, Ok(Directive::Term(_)))
    }
}

/// mdBook's own, which are left to it.
const MDBOOKS: [&str; 5] = [
    "include",
    "rustdoc_include",
    "playground",
    "playpen",
    "title",
];

/// The page's directives in order. What stands in code, in a comment or behind a backslash is none.
pub(super) fn find(content: &str) -> Vec<Found<'_>> {
    let asleep = asleep(content);
    let mut found = Vec::new();
    for (start, _) in content.match_indices("{{#") {
        let is_asleep = asleep.iter().any(|range| range.contains(&start));
        if is_asleep || content[..start].ends_with('\\') {
            continue;
        }
        let line_start = content[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = content[start..]
            .find('\n')
            .map_or(content.len(), |at| start + at);
        let text = &content[start..line_end];
        let (inside, end) = match text.find("}}") {
            Some(end) => (&text[3..end], start + end + 2),
            None => (&text[3..], line_end),
        };
        let name = inside.split_whitespace().next().unwrap_or_default();
        if MDBOOKS.contains(&name) {
            continue;
        }
        let alone = line_start == start && content[end..line_end].trim().is_empty();
        let closed = text.contains("}}");
        found.push(Found {
            directive: parse(name, inside, alone, closed),
            range: start..end,
            line: line_of(content, start),
        });
    }
    found
}

fn parse<'a>(name: &str, inside: &'a str, alone: bool, closed: bool) -> Result<Directive<'a>> {
    if !closed {
        bail!("{{{{#{name} is not closed on its line");
    }
    let rest = inside.trim_start()[name.len()..].trim();
    let words: Vec<&str> = rest.split_whitespace().collect();
    let directive = match (name, words.as_slice()) {
        ("code", [path]) => Directive::Code(path),
        ("step", [id]) => Directive::Step(id),
        ("diff", [from, to]) => Directive::Diff(from, to),
        ("exercise", [id]) => Directive::Exercise(id),
        ("predict", [id]) => Directive::Predict(id),
        ("try", [id]) => Directive::Try(id),
        ("answer", [id]) => Directive::Answer(id),
        ("end-answer", []) => Directive::EndAnswer,
        ("compare", [_, ..]) => {
            let (runs, caption) = rest.split_once('|').unwrap_or((rest, ""));
            if caption.trim().is_empty() {
                bail!("it is {{{{#compare RUN RUN | CAPTION}}}}");
            }
            Directive::Compare(runs.trim(), caption.trim())
        }
        ("figure", [path, ..]) => Directive::Figure(path, rest[path.len()..].trim()),
        ("corofy", [folder, names @ ..]) if !names.is_empty() => {
            Directive::Corofy(folder, names.to_vec())
        }
        ("interleave", ids @ [_, ..]) => Directive::Interleave(ids.to_vec()),
        ("machine", [id]) => Directive::Machine(id),
        ("measure", [id]) => Directive::Measure(id),
        ("moving", [folder]) => Directive::Moving(folder),
        // The only one that stands inside of a text.
        ("term", _) => return Ok(Directive::Term(Term::parse(rest)?)),
        ("glossary", []) => Directive::Glossary,
        ("index", []) => Directive::Index,
        ("code", _) => bail!("it is {{{{#code PATH}}}} or {{{{#code PATH:ANCHOR}}}}"),
        ("step", _) => bail!("it is {{{{#{name} CH/STEP}}}}"),
        ("predict" | "answer", _) => bail!("it is {{{{#{name} CH/PREDICTION}}}}"),
        ("try", _) => bail!("it is {{{{#try CH/EXPERIMENT}}}}"),
        ("diff", _) => bail!("it is {{{{#diff PATH PATH}}}}, with :ANCHOR behind each or not"),
        ("exercise", _) => bail!("it is {{{{#exercise CH/EXERCISE}}}}"),
        ("compare", _) => bail!("it is {{{{#compare RUN RUN | CAPTION}}}}"),
        ("figure", _) => bail!("it is {{{{#figure PATH CAPTION}}}}"),
        ("corofy", _) => bail!("it is {{{{#corofy FOLDER NAME NAME}}}}"),
        ("interleave", _) => bail!("it is {{{{#interleave CH/PROGRAM CH/PROGRAM}}}}"),
        ("machine", _) => {
            bail!("it is {{{{#machine CH/STEP}}}} or {{{{#machine CH/STEP:ANCHOR}}}}")
        }
        ("measure", _) => bail!("it is {{{{#measure CH/PROGRAM}}}}"),
        ("moving", _) => bail!("it is {{{{#moving FOLDER}}}}"),
        ("glossary" | "index" | "end-answer", _) => bail!("it is {{{{#{name}}}}}"),
        _ => bail!("there is no directive {{{{#{name}}}}}"),
    };
    if !alone {
        bail!("{{{{#{name}}}}} stands alone at the start of a line");
    }
    Ok(directive)
}

/// The parts of a page in which a directive is mere text: code, inline code and comments.
pub(super) fn asleep(content: &str) -> Vec<Range<usize>> {
    let mut asleep = Vec::new();
    let mut code_from = None;
    let events = new_cmark_parser(content, &MarkdownOptions::default()).into_offset_iter();
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code_from = Some(range.start),
            Event::End(TagEnd::CodeBlock) => {
                asleep.push(code_from.take().unwrap_or(range.start)..range.end);
            }
            Event::Code(_) => asleep.push(range),
            Event::Html(html) | Event::InlineHtml(html)
                if html.trim_start().starts_with("<!--") =>
            {
                let end = content[range.start..].find("-->");
                asleep.push(range.start..end.map_or(range.end, |end| range.start + end));
            }
            _ => {}
        }
    }
    asleep
}

/// The number of the line that an offset is in.
pub(super) fn line_of(content: &str, offset: usize) -> usize {
    1 + content[..offset].matches('\n').count()
}
