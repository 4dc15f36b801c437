//! `{{#try ch05/one-more-push}}`: a small change to a program, and both outcomes side by side.

use super::html::{escape, sentence};
use super::page::Page;
use super::{actors, compiler, diff, whole};
use crate::model::{Change, Changed, Experiment, Is, Runs};
use anyhow::{Context, Result};

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let experiment = page.workspace.find_experiment(id)?;
    section(page, experiment, |outcome| {
        format!(
            "<details class=\"wb-recorded-outcome\"><summary>Show what happens</summary>{outcome}</details>"
        )
    })
}

/// An experiment: its change, and its outcome as `shown` has it.
pub(super) fn section(
    page: &mut Page<'_>,
    experiment: &Experiment,
    shown: impl FnOnce(&str) -> String,
) -> Result<String> {
    let change = change(page, experiment)?;
    let outcome = shown(&outcome(page, experiment)?);
    page.shows_output();
    let id = page.id(&anchor(&experiment.name));
    let title = sentence(&experiment.title);
    Ok(format!(
        "<section class=\"wb-try\" id=\"{id}\" data-try=\"{}\" aria-label=\"Experiment {}\">\
         <header class=\"wb-bar\"><span class=\"wb-name\">{title}</span><span class=\"wb-controls\"></span>\
         <span class=\"wb-time\"></span><code class=\"wb-command\">{}</code></header>\
         {change}{outcome}</section>\n",
        escape(&experiment.id()),
        escape(&experiment.name),
        escape(&experiment.command()),
    ))
}

/// The id of an experiment's section on its page.
pub(super) fn anchor(name: &str) -> String {
    format!("try-{name}")
}

/// What is changed, file by file, and what is run then.
fn change(page: &mut Page<'_>, experiment: &Experiment) -> Result<String> {
    let (texts, note) = match experiment.texts(page.workspace) {
        Ok(texts) => (texts, String::new()),
        // The reader is at work on the file: that keeps no page from being read.
        Err(error) if page.is_of_reader => {
            let alone = experiment.changes.iter().map(alone).collect();
            let note = format!(
                "<p class=\"wb-stale\">{}</p>",
                escape(&format!("{error:#}."))
            );
            (alone, note)
        }
        Err(error) => return Err(error),
    };
    let files: Vec<String> = texts
        .iter()
        .map(|text| file(page, experiment, text))
        .collect();
    Ok(format!(
        "{}{note}<p class=\"wb-runs\">Runs <code>{}</code></p>",
        files.concat(),
        escape(&experiment.run_command())
    ))
}

fn alone(change: &Change) -> Changed {
    Changed {
        file: change.file.clone(),
        before: change.old.clone(),
        after: change.new.clone(),
    }
}

fn file(page: &mut Page<'_>, experiment: &Experiment, text: &Changed) -> String {
    let [before, after] = text.for_readers();
    let body = diff::short(&before, &after);
    let head = match &text.file {
        Some(file) => {
            page.files.insert(file.clone());
            let target = page.link(&whole::target(file));
            let file = escape(file);
            format!(
                "<span class=\"wb-file\">{file}</span> <a class=\"wb-whole\" href=\"{target}\" \
                 aria-label=\"The whole file {file}\">whole file</a>"
            )
        }
        None => {
            let program = experiment.program(page.workspace);
            let id = program.map(|program| program.id()).unwrap_or_default();
            format!("<span class=\"wb-file\">{}</span>", escape(&id))
        }
    };
    format!(
        "<figure class=\"wb-diff\"><figcaption class=\"wb-head\">{head}</figcaption>\
         <pre class=\"wb-diff-body\"><code>{body}</code></pre></figure>"
    )
}

/// Both outcomes as they are pinned, and why.
fn outcome(page: &mut Page<'_>, experiment: &Experiment) -> Result<String> {
    let pinned = experiment.pinned()?;
    let (ended, said) = pinned
        .split_once('\n')
        .context("a pinned outcome is a sentence first")?;
    let said = said.trim_start_matches('\n');
    let said = match experiment.outcome.is {
        Is::CompileError => compiler::lines(said),
        _ => actors::lines(said),
    };
    // The compiler's lines are long and do not wrap.
    let stacked = match experiment.outcome.is {
        Is::CompileError => " wb-stacked",
        _ => "",
    };
    let before = before(page, experiment)?;
    Ok(format!(
        "<div class=\"wb-sides{stacked}\">{before}{}</div><p class=\"wb-why-so\">{}</p>",
        side("after", "With the change", ended, &said),
        sentence(&experiment.why),
    ))
}

fn before(page: &Page<'_>, experiment: &Experiment) -> Result<String> {
    let is_test = matches!(experiment.runs, Runs::Test { .. });
    let program = experiment.program(page.workspace);
    let (ended, said) = match experiment.pinned_before(page.workspace)? {
        _ if is_test => ("The test passes.", String::new()),
        Some(said) => ("It ended with exit status 0.", actors::lines(&said)),
        None if program.is_some_and(|program| program.unpinned) => {
            ("What it prints depends on the machine.", String::new())
        }
        None => ("It ended with exit status 0.", String::new()),
    };
    Ok(side("before", "Without the change", ended, &said))
}

fn side(which: &str, label: &str, ended: &str, said: &str) -> String {
    format!(
        "<div class=\"wb-side\" data-side=\"{which}\"><p class=\"wb-side-head\"><strong>{label}</strong> \
         <span class=\"wb-ended\">{}</span></p><div class=\"wb-timeline\" hidden></div>\
         <pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output {}\">{said}</pre></div>",
        escape(ended),
        label.to_lowercase(),
    )
}
