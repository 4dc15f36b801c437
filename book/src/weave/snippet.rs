//! ```` ```rust,run=NAME ```` and ```` ```rust,part=GROUP ````: a program that runs where it stands,
//! and a piece of one.

use super::directive::{Directive, Found};
use super::html::{escape, fenced};
use super::page::Page;
use super::{actors, recorded};
use crate::model::blocks::{self, Block, Kind};
use crate::model::{Part, Snippet};
use anyhow::{Context, Result, bail};

/// The page's blocks of Rust, among the directives. On a page of no chapter they are mdBook's.
pub(super) fn find<'a>(page: &Page<'_>, content: &str) -> Vec<Found<'a>> {
    let blocks = blocks::find(content).into_iter();
    blocks
        .filter(|block| page.is_of_chapter() || !matches!(block.kind, Ok(Kind::Neither)))
        .map(|block| Found {
            range: block.range.clone(),
            line: block.line,
            directive: Ok(Directive::Block(block)),
        })
        .collect()
}

pub(super) fn expand(page: &mut Page<'_>, block: &Block) -> Result<String> {
    let workspace = page.workspace;
    let name = page.name();
    let known = &workspace.pages;
    if let Some(problem) = known.problems.get(&(name.clone(), block.line)) {
        bail!("{problem}");
    }
    match &block.kind {
        Err(error) => bail!("{error}"),
        Ok(Kind::Neither) => bail!(
            "a block of Rust is a program, run=NAME, or a part of one, part=GROUP; \
             {{{{#code PATH:ANCHOR}}}} shows a piece of a file"
        ),
        Ok(Kind::Run(run)) => {
            let snippet = workspace.snippet(&run.name);
            let here = snippet.filter(|snippet| snippet.page == name && snippet.line == block.line);
            program(page, here.with_context(unlisted)?)
        }
        Ok(Kind::Part(_)) => {
            let mut parts = known.parts.iter();
            let here = parts.find(|part| part.page == name && part.line == block.line);
            part(page, here.with_context(unlisted)?)
        }
    }
}

fn unlisted() -> String {
    "a program stands on a page of a chapter that SUMMARY.md lists".into()
}

fn program(page: &mut Page<'_>, snippet: &Snippet) -> Result<String> {
    // A question above has woven it in.
    if page.asks_about(snippet) {
        return Ok(String::new());
    }
    section(page, snippet, str::to_owned)
}

/// A program: its code, and its output as `shown` has it.
pub(super) fn section(
    page: &mut Page<'_>,
    snippet: &Snippet,
    shown: impl FnOnce(&str) -> String,
) -> Result<String> {
    let output = output(snippet)?;
    let recorded = match snippet.unpinned {
        true => String::new(),
        false => recorded::element(page, &snippet.recording())?,
    };
    page.shows_output();
    let id = page.id(&anchor(&snippet.name));
    let name = escape(&snippet.name);
    let output = shown(&format!("<div class=\"wb-timeline\" hidden></div>{output}"));
    Ok(format!(
        "<section class=\"wb-step wb-snippet\" id=\"{id}\" data-snippet=\"{}\" aria-label=\"Program {name}\">\n\
         <header class=\"wb-bar\"><span class=\"wb-name\">{name}</span><span class=\"wb-controls\"></span>\
         <span class=\"wb-time\"></span><code class=\"wb-command\">{}</code></header>\n\
         <div class=\"wb-source\">\n\
         \n\
         {}\n\
         \n\
         {}</div>\n\
         <div class=\"wb-editor\"></div>\
         {output}{recorded}</section>\n",
        escape(&snippet.id()),
        escape(&snippet.command()),
        fenced("rust", &snippet.own),
        whole(snippet),
    ))
}

/// All of a program that has parts.
fn whole(snippet: &Snippet) -> String {
    if snippet.own.trim() == snippet.program.trim() {
        return String::new();
    }
    format!(
        "<details class=\"wb-program\"><summary>The whole program</summary>\n\
         \n\
         {}\n\
         \n\
         </details>\n",
        fenced("rust", &snippet.program)
    )
}

/// The pinned output; of an unpinned program a line in its place.
fn output(snippet: &Snippet) -> Result<String> {
    let name = escape(&snippet.name);
    let (label, lines) = if snippet.unpinned {
        let line = "<span class=\"wb-dropped wb-unpinned\">What it prints depends on the machine: \
                    nothing is recorded here.<span class=\"wb-live\"> Run it to see.</span></span>";
        ("Output of", line.to_owned())
    } else {
        ("Recorded output of", actors::lines(&snippet.pinned()?))
    };
    Ok(format!(
        "<pre class=\"wb-output\" tabindex=\"0\" aria-label=\"{label} {name}\">{lines}</pre>"
    ))
}

/// Its head names the first program that it is a part of, which is the nearest: none stands before it.
fn part(page: &Page<'_>, part: &Part) -> Result<String> {
    let mut programs = part.programs.iter();
    let first = programs.find_map(|id| page.workspace.snippet(id));
    let first = first.context("no program uses this part")?;
    let target = page.link_to(&first.page, &anchor(&first.name));
    let more = match part.programs.len() {
        1 => "a part of this program".to_owned(),
        2 => "a part of this program and one more".to_owned(),
        count => format!("a part of this program and {} more", count - 1),
    };
    Ok(format!(
        "<figure class=\"wb-code wb-piece\">\n\
         <figcaption class=\"wb-head\"><span class=\"wb-file\"><a href=\"{target}\">{}</a></span> \
         <span class=\"wb-where\">{more}</span></figcaption>\n\
         \n\
         {}\n\
         \n\
         </figure>\n",
        escape(&first.id()),
        fenced("rust", &part.code),
    ))
}

/// The id of a program's section on its page.
pub(super) fn anchor(name: &str) -> String {
    format!("snippet-{name}")
}
