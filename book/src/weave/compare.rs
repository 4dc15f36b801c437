//! `{{#compare ch04/c-level-vs-edge:edge ch04/c-level-vs-edge:level | caption}}`: recorded runs, one above the
//! other on one axis.

use super::html::{escape, sentence};
use super::page::Page;
use super::{actors, recorded};
use crate::recording::Recording;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A run, or the part that one of its actors has in it.
#[derive(Debug, PartialEq, Eq)]
struct Operand<'a> {
    id: &'a str,
    actor: Option<String>,
}

/// What is known of a run.
struct Run {
    /// `data-step` or `data-snippet`.
    kind: &'static str,
    name: String,
    pinned: String,
    recording: PathBuf,
}

pub(super) fn expand(page: &mut Page<'_>, runs: &str, caption: &str) -> Result<String> {
    let operands = operands(runs)?;
    if operands.len() < 2 {
        bail!("there are two runs to compare, or more");
    }
    let sections: Result<Vec<String>> = operands
        .iter()
        .map(|operand| section(page, operand))
        .collect();
    page.shows_output();
    let id = page.id("compare");
    Ok(format!(
        "<figure class=\"wb-compare\" id=\"{id}\" aria-label=\"Side by side\">\
         <div class=\"wb-compare-head\"></div>{}<div class=\"wb-compare-foot\"></div>\
         <figcaption>{}</figcaption></figure>\n",
        sections?.concat(),
        sentence(caption),
    ))
}

/// The operands: each begins with an id, and an actor's name may have spaces.
fn operands(runs: &str) -> Result<Vec<Operand<'_>>> {
    let mut operands: Vec<Operand<'_>> = Vec::new();
    for word in runs.split_whitespace() {
        match (word.split_once(':'), operands.last_mut()) {
            (Some((id, actor)), _) => operands.push(Operand {
                id,
                actor: Some(actor.to_owned()),
            }),
            (None, _) if word.contains('/') => operands.push(Operand {
                id: word,
                actor: None,
            }),
            (
                None,
                Some(Operand {
                    actor: Some(actor), ..
                }),
            ) => {
                actor.push(' ');
                actor.push_str(word);
            }
            (None, _) => bail!("{word} is no id of a step or a program, such as ch04/a-epoll"),
        }
    }
    Ok(operands)
}

fn section(page: &mut Page<'_>, operand: &Operand<'_>) -> Result<String> {
    let Run {
        kind,
        name,
        pinned,
        recording,
    } = run(page, operand.id)?;
    let mut title = name.clone();
    let mut part = String::new();
    if let Some(actor) = &operand.actor {
        if !takes_part(actor, &pinned, &recording)? {
            bail!("{} has no actor {actor:?}", operand.id);
        }
        title = format!("{name}: {actor}");
        part = format!(" data-actor=\"{}\"", escape(actor));
    }
    let recorded = recorded::element(page, &recording)?;
    let id = page.id(&format!("compare-{name}"));
    let title = escape(&title);
    Ok(format!(
        "<section class=\"wb-step wb-compared\" id=\"{id}\" {kind}=\"{}\"{part} aria-label=\"{title}\">\
         <header class=\"wb-bar\"><span class=\"wb-name\">{title}</span><span class=\"wb-controls\"></span>\
         <span class=\"wb-time\"></span></header>\
         <div class=\"wb-timeline\" hidden></div>\
         <details class=\"wb-compared-output\"><summary>What it prints</summary>\
         <pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output of {title}\">{}</pre></details>\
         {recorded}</section>",
        escape(operand.id),
        actors::lines(&pinned),
    ))
}

/// Whether an actor says a line of a run, or states something in it.
fn takes_part(actor: &str, pinned: &str, recording: &Path) -> Result<bool> {
    let recording = Recording::read(recording)?.unwrap_or_default();
    let states = recording.statements.iter();
    let mut states = states.filter(|statement| statement.who == actor);
    Ok(states.next().is_some() || actors::speakers(pinned).contains(actor))
}

fn run(page: &Page<'_>, id: &str) -> Result<Run> {
    let workspace = page.workspace;
    if let Some(snippet) = workspace.snippet(id) {
        if snippet.unpinned {
            bail!("{id} has no recorded run to compare");
        }
        return Ok(Run {
            kind: "data-snippet",
            name: snippet.name.clone(),
            pinned: snippet.pinned()?,
            recording: snippet.recording(),
        });
    }
    let step = workspace
        .find_step(id)
        .with_context(|| format!("{id} is no step and no program"))?;
    Ok(Run {
        kind: "data-step",
        name: step.name.clone(),
        pinned: step.pinned()?,
        recording: step.recording(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operand<'a>(id: &'a str, actor: Option<&str>) -> Operand<'a> {
        Operand {
            id,
            actor: actor.map(str::to_owned),
        }
    }

    #[test]
    fn an_operand_is_a_run_or_one_actors_part_of_it() {
        assert_eq!(
            operands("ch04/a:edge ch05/b:fiber 2  ch05/c").unwrap(),
            [
                operand("ch04/a", Some("edge")),
                operand("ch05/b", Some("fiber 2")),
                operand("ch05/c", None)
            ]
        );
    }

    #[test]
    fn a_word_that_belongs_to_no_run_is_refused() {
        let error = operands("ch04/a edge").unwrap_err().to_string();
        assert!(error.starts_with("edge is no id"), "{error}");
    }
}
