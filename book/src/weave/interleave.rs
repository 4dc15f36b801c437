//! `{{#interleave ch08/no-token ch08/ours}}`: small programs of several threads, of which the reader chooses who runs next.
//!
//! The page carries each program's states, as the chapter's tests recorded them, in `script.wb-interleavings`; next to
//! them the functions in whose lines its threads stop, by their lines' numbers in the files.

use super::html::{escape, fenced, json_in_page};
use super::machine::title;
use super::page::Page;
use super::{code, source, whole};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use syn::spanned::Spanned;
use syn::{Block, ImplItem, Item, Signature};

/// What of a recording is read here.
#[derive(Deserialize)]
struct Recording {
    /// Every line at which a thread stops, or from which it has called, as `FILE:FUNCTION+LINES`.
    places: Vec<String>,
}

/// The functions of a file that a program's threads run.
struct Functions {
    file: String,
    text: String,
    /// None for the empty lines between them.
    numbers: Vec<Option<usize>>,
    /// The first and the last line of each.
    lines: BTreeMap<String, RangeInclusive<usize>>,
}

pub(super) fn expand(page: &mut Page<'_>, ids: &[&str]) -> Result<String> {
    let mut programs = Vec::new();
    let mut options = String::new();
    let mut first = Vec::new();
    for id in ids {
        let (name, recorded, files) = read(page, id)?;
        let title = title(name);
        options.push_str(&format!(
            "<option value=\"{0}\">{1}</option>",
            escape(name),
            escape(&title)
        ));
        let told: Vec<Value> = files.iter().map(|file| file.json(page)).collect();
        programs.push(json!({ "name": name, "title": title, "files": told, "recorded": recorded }));
        if first.is_empty() {
            first = files;
        }
    }
    let id = page.id("interleave");
    page.shows_output();
    let panes: String = first.iter().map(|file| file.pane(page)).collect();
    let hidden = if ids.len() < 2 { " data-alone" } else { "" };
    Ok(format!(
        "<section class=\"wb-interleave\" id=\"{id}\" aria-label=\"Who runs next?\">\n\
         <header class=\"wb-bar\"><span class=\"wb-name\">Who runs next?</span>\
         <select class=\"wb-examples\" aria-label=\"Program\" hidden{hidden}>{options}</select>\
         <span class=\"wb-controls\"></span></header>\n\
         <div class=\"wb-turns\"></div><div class=\"wb-timeline\" hidden></div>\n\
         <div class=\"wb-panes\">\n{panes}</div>\n\
         <script type=\"application/json\" class=\"wb-interleavings\">{}</script></section>\n",
        json_in_page(&serde_json::to_string(&programs)?),
    ))
}

/// A program's name, its recording, and the functions that its threads run: its own first.
fn read<'a>(page: &Page<'_>, id: &'a str) -> Result<(&'a str, Value, Vec<Functions>)> {
    let (chapter, name) = id
        .split_once('/')
        .context("it is {{#interleave CH/PROGRAM CH/PROGRAM}}")?;
    let file = format!("{chapter}/interleavings/recorded/{name}.json");
    let text = source::read(page.workspace, &file)?;
    let mut recorded: Value = serde_json::from_str(&text).context(file.clone())?;
    let Recording { places } = serde_json::from_str(&text).context(file)?;
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for place in &places {
        let Place { file, function, .. } = Place::parse(place)?;
        names.entry(file).or_default().insert(function);
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(file, _)| !file.contains("/programs/"));
    let read = |(file, names)| Functions::read(page, file, &names);
    let files = names.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    let lines = places.iter().map(|place| numbered(page, &files, place));
    recorded["places"] = lines.collect::<Result<_>>()?;
    Ok((name, recorded, files))
}

/// A recorded place.
struct Place<'a> {
    file: &'a str,
    function: &'a str,
    /// From the function's first line.
    lines: usize,
}

impl<'a> Place<'a> {
    fn parse(text: &'a str) -> Result<Self> {
        let place = text.rsplit_once(':').and_then(|(file, place)| {
            let (function, lines) = place.split_once('+')?;
            let lines = lines.parse().ok()?;
            Some(Self {
                file,
                function,
                lines,
            })
        });
        place.with_context(|| format!("{text} isn't FILE:FUNCTION+LINES"))
    }
}

/// A place as the script gets it: `FILE:LINE`.
fn numbered(page: &Page<'_>, files: &[Functions], place: &str) -> Result<Value> {
    let place = Place::parse(place)?;
    let file = files.iter().find(|file| file.file == place.file);
    let lines = file.and_then(|file| file.lines.get(place.function));
    let line = lines.map(|lines| lines.start() + place.lines);
    match line.filter(|line| lines.is_some_and(|lines| lines.contains(line))) {
        Some(line) => Ok(json!(format!("{}:{line}", place.file))),
        // A reader who is at work on the file keeps no page from being read.
        None if page.is_of_reader => Ok(json!(format!("{}:0", place.file))),
        None => bail!(
            "{} has no line {} of `{}`: `INSTA_UPDATE=always cargo test -p interleavings` records it again",
            place.file,
            place.lines,
            place.function
        ),
    }
}

impl Functions {
    fn read(page: &Page<'_>, file: &str, names: &BTreeSet<&str>) -> Result<Self> {
        let source = source::read(page.workspace, file)?;
        let functions = match functions(&source) {
            Err(_) if page.is_of_reader => Vec::new(),
            functions => functions.with_context(|| file.to_owned())?,
        };
        let mut shown = Self {
            file: file.to_owned(),
            text: String::new(),
            numbers: Vec::new(),
            lines: BTreeMap::new(),
        };
        for (name, lines) in functions {
            if names.contains(name.as_str()) {
                shown.add(&source, lines.clone());
                shown.lines.insert(name, lines);
            }
        }
        Ok(shown)
    }

    fn add(&mut self, source: &str, function: RangeInclusive<usize>) {
        if !self.numbers.is_empty() {
            self.text.push('\n');
            self.numbers.push(None);
        }
        let lines = source::unmarked(source, function);
        self.numbers
            .extend(lines.iter().map(|(number, _)| Some(*number)));
        let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
        self.text.push_str(&source::dedented(&text));
    }

    fn json(&self, page: &mut Page<'_>) -> Value {
        page.files.insert(self.file.clone());
        let page = page.link(&whole::target(&self.file));
        json!({ "file": self.file, "text": self.text, "numbers": self.numbers, "page": page })
    }

    fn pane(&self, page: &mut Page<'_>) -> String {
        format!(
            "<figure class=\"wb-pane\">\n\
             <figcaption class=\"wb-head\"><span class=\"wb-file\">{}</span> {}</figcaption>\n\
             \n\
             {}\n\
             \n\
             </figure>\n",
            escape(&self.file),
            code::whole_file(page, &self.file),
            fenced("rust", &self.text),
        )
    }
}

/// The name and the lines of each function and method, without its documentation.
fn functions(source: &str) -> Result<Vec<(String, RangeInclusive<usize>)>> {
    let mut found = Vec::new();
    let mut add = |signature: &Signature, block: &Block| {
        let lines = signature.span().start().line..=block.span().end().line;
        found.push((signature.ident.to_string(), lines));
    };
    for item in syn::parse_file(source)?.items {
        match item {
            Item::Fn(item) => add(&item.sig, &item.block),
            Item::Impl(item) => item.items.iter().for_each(|item| {
                if let ImplItem::Fn(item) = item {
                    add(&item.sig, &item.block);
                }
            }),
            _ => {}
        }
    }
    Ok(found)
}
