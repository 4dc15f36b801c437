//! `{{#step ch04/a-epoll}}`: a step's bar and its pinned output.

use super::html::escape;
use super::page::Page;
use super::{actors, recorded};
use crate::model::Step;
use anyhow::Result;

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let step = workspace.find_step(id)?;
    section(page, step)
}

pub(super) fn section(page: &mut Page<'_>, step: &Step) -> Result<String> {
    let output = actors::lines(&step.pinned()?);
    let recorded = recorded::element(page, &step.recording())?;
    page.shows_output();
    let id = page.id(&format!("step-{}", step.name));
    let name = escape(&step.name);
    Ok(format!(
        "<section class=\"wb-step\" id=\"{id}\" data-step=\"{}\" aria-label=\"Step {name}\">\
         <header class=\"wb-bar\"><span class=\"wb-name\">{name}</span><span class=\"wb-controls\"></span>\
         <span class=\"wb-time\"></span><code class=\"wb-command\">{}</code></header>\
         <div class=\"wb-timeline\" hidden></div>\
         <pre class=\"wb-output\" tabindex=\"0\" aria-label=\"Recorded output of {name}\">{output}</pre>\
         {recorded}</section>\n",
        escape(&step.id()),
        escape(&step.command()),
    ))
}
