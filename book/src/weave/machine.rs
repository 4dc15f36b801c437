//! `{{#machine ch07/b-async-await}}` and `{{#corofy FOLDER NAME NAME}}`: coroutines next to their machines, which
//! chapter 7's compiler writes when the pages are woven. The second kind can be edited if a server is there.
//!
//! The page carries all of it as JSON in `script.wb-machines`: the texts, which lines of them are shown, and which of
//! the lines belong together, by their numbers in the files.

use super::html::{escape, fenced, json_in_page};
use super::page::Page;
use super::{code, contents, source};
use crate::coroutine::{Machine, TARGETS, machine, target_of};
use crate::model::{Step, Workspace};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::fs;

/// How the name of a coroutine's file ends.
const COROUTINE: &str = ".coroutine.rs";

/// A coroutine's file and what becomes of it.
struct Example {
    /// With which its draft is kept; nothing where it can't be edited.
    id: Option<String>,
    title: String,
    /// The name of its file, without the folder and the end.
    name: String,
    source: Shown,
    /// By target.
    machines: Map<String, Value>,
}

/// The lines of a file that a page shows.
struct Shown {
    text: String,
    numbers: Vec<usize>,
}

/// A step's coroutines, with the machines that are checked in next to them.
pub(super) fn of_step(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let (id, anchor) = match id.split_once(':') {
        Some((id, anchor)) => (id, Some(anchor)),
        None => (id, None),
    };
    let step = workspace.find_step(id)?;
    let from = coroutines_of(workspace, step)?;
    let to = from.replace(COROUTINE, ".rs");
    let text = source::read(workspace, &from)?;
    let (target_name, target) = target_of(&text);
    let written = match machine(&text, target) {
        Machine::Written { text, .. } if !page.is_of_reader && !is_in(workspace, &to, &text) => {
            bail!(
                "{to} isn't what corofy writes: `cargo run -p ch07 --bin corofy -- --target {target_name} {from} {to}` makes it so"
            )
        }
        Machine::Refused { reasons } if !page.is_of_reader => {
            let first = reasons.first().context("a refusal has a reason")?;
            bail!("{from}:{}:{}: {}", first.line, first.column, first.why)
        }
        written => written,
    };
    let shown = Shown::of(&text, anchor).context(from.clone())?;
    let example = Example {
        id: None,
        title: step.name.clone(),
        name: stem(&from).to_owned(),
        source: shown,
        machines: Map::from_iter([(target_name.to_owned(), told(&written, anchor)?)]),
    };
    let links = [from, to].map(|file| code::whole_file(page, &file));
    section(page, &[example], &links)
}

/// The one file with coroutines next to a step's `main.rs`.
fn coroutines_of(workspace: &Workspace, step: &Step) -> Result<String> {
    let folder = step
        .main
        .parent()
        .filter(|_| step.main.ends_with("main.rs"));
    let folder = folder.with_context(|| format!("{} has no folder of its own", step.id()))?;
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", step.id()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let files: Vec<String> = paths
        .map(|path| workspace.relative(&path))
        .filter(|file| file.ends_with(COROUTINE))
        .collect();
    match files.as_slice() {
        [file] => Ok(file.clone()),
        _ => bail!(
            "{} has {} files *{COROUTINE}, not one",
            step.id(),
            files.len()
        ),
    }
}

fn is_in(workspace: &Workspace, file: &str, text: &str) -> bool {
    source::read(workspace, file).is_ok_and(|there| there == text)
}

/// Examples to edit. All of their machines are in the page: without a server, it shows them too.
pub(super) fn to_edit(page: &mut Page<'_>, folder: &str, names: &[&str]) -> Result<String> {
    let page_name = page.name();
    let chapter = contents::chapter_of(&page_name).context("it's on a chapter's page")?;
    let mut examples = Vec::new();
    for name in names {
        let id = format!("{chapter}/{name}");
        if is_taken(page.workspace, &id) {
            bail!("{id} is a step, a program, an experiment or an exercise already");
        }
        let file = format!("{}/{name}{COROUTINE}", folder.trim_end_matches('/'));
        let text = source::read(page.workspace, &file)?;
        let mut machines = Map::new();
        for (name, target) in TARGETS {
            machines.insert(name.to_owned(), told(&machine(&text, target), None)?);
        }
        examples.push(Example {
            id: Some(id),
            title: title(name),
            name: (*name).to_owned(),
            source: Shown::of(&text, None)?,
            machines,
        });
    }
    section(page, &examples, &[String::new(), String::new()])
}

/// Whether a draft with this id would be another's.
fn is_taken(workspace: &Workspace, id: &str) -> bool {
    workspace.step(id).is_some()
        || workspace.snippet(id).is_some()
        || workspace.experiment(id).is_some()
        || workspace.exercise(id).is_some()
}

/// `two-waits`: Two waits.
pub(super) fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(COROUTINE).unwrap_or(name)
}

impl Shown {
    /// All of a text, or the lines of an anchor in it; never the anchors' own comments.
    fn of(text: &str, anchor: Option<&str>) -> Result<Self> {
        let lines = match anchor {
            Some(anchor) => source::anchored(text, anchor)?,
            None => 1..=usize::MAX,
        };
        let kept = source::unmarked(text, lines);
        let numbers = kept.iter().map(|(number, _)| *number).collect();
        let text = kept.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
        Ok(Self { text, numbers })
    }

    fn json(&self) -> Value {
        json!({ "text": self.text, "numbers": self.numbers })
    }
}

/// What the page's script gets: the server's answer, with the lines that are shown.
fn told(machine: &Machine, anchor: Option<&str>) -> Result<Value> {
    let mut told = json!(machine);
    if let Machine::Written { text, .. } = machine {
        let shown = Shown::of(text, anchor)?;
        told["text"] = json!(shown.text);
        told["numbers"] = json!(shown.numbers);
    }
    Ok(told)
}

fn section(page: &mut Page<'_>, examples: &[Example], links: &[String; 2]) -> Result<String> {
    let first = examples.first().context("there is an example")?;
    let shown = first
        .machines
        .get("polling")
        .or(first.machines.values().next());
    let written = match shown.and_then(|machine| machine["text"].as_str()) {
        Some(written) => written,
        None if page.is_of_reader => "",
        None => bail!(
            "{} is refused: the first example is one with a machine",
            first.name
        ),
    };
    let can_edit = first.id.is_some();
    let (kind, name) = match can_edit {
        true => (" wb-to-edit", "corofy"),
        false => ("", first.title.as_str()),
    };
    let id = page.id(&format!("machine-{name}"));
    let name = escape(name);
    let panes = [
        ("source", COROUTINE, &first.source.text[..]),
        ("written", ".rs", written),
    ];
    let panes = panes
        .iter()
        .zip(links)
        .map(|((kind, end, text), link)| pane(kind, &format!("{}{end}", first.name), text, link));
    Ok(format!(
        "<section class=\"wb-machine{kind}\" id=\"{id}\" aria-label=\"A coroutine and its machine: {name}\">\n\
         <header class=\"wb-bar\"><span class=\"wb-name\">{name}</span>{}\
         <span class=\"wb-controls\"></span></header>\n\
         {}<div class=\"wb-panes\">\n{}</div>\n\
         <script type=\"application/json\" class=\"wb-machines\">{}</script></section>\n",
        options(examples),
        if can_edit { UNEDITABLE } else { "" },
        panes.collect::<String>(),
        json_in_page(&serde_json::to_string(&all(examples))?),
    ))
}

/// What a page without a server says.
const UNEDITABLE: &str = "<p class=\"wb-note wb-uneditable\">You can't edit this coroutine here: \
    no server of the workbook is behind this page. In a clone of the workbook, <code>cargo run</code> starts one.</p>\n";

fn pane(kind: &str, file: &str, text: &str, link: &str) -> String {
    format!(
        "<figure class=\"wb-pane wb-pane-{kind}\">\n\
         <figcaption class=\"wb-head\"><span class=\"wb-file\">{}</span> {link}</figcaption>\n\
         \n\
         {}\n\
         \n\
         </figure>\n",
        escape(file),
        fenced("rust", text),
    )
}

/// The examples to choose from. The server finds the ids here.
fn options(examples: &[Example]) -> String {
    let options = examples.iter().filter_map(|example| {
        let id = escape(example.id.as_deref()?);
        let title = escape(&example.title);
        Some(format!(
            "<option data-coroutine=\"{id}\" value=\"{id}\">{title}</option>"
        ))
    });
    match options.collect::<String>() {
        none if none.is_empty() => none,
        options => format!(
            "<select class=\"wb-examples\" aria-label=\"Example\" hidden>{options}</select>"
        ),
    }
}

fn all(examples: &[Example]) -> Value {
    let examples = examples.iter().map(|example| {
        json!({
            "id": example.id,
            "title": example.title,
            "name": example.name,
            "source": example.source.json(),
            "machines": example.machines,
        })
    });
    examples.collect()
}
