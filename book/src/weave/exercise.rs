//! `{{#exercise ch04/deregister}}`: the task, and where the page puts the editor and the verdict.

use super::html::{escape, fenced, inert, sentence};
use super::page::Page;
use anyhow::Result;

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let exercise = workspace.find_exercise(id)?;
    let name = page.id(&format!("exercise-{}", exercise.slug));
    let level = usize::from(exercise.level);
    let stars = "●".repeat(level) + &"○".repeat(3_usize.saturating_sub(level));
    page.shows_output();
    Ok(format!(
        "<section class=\"wb-exercise\" id=\"{name}\" data-exercise=\"{id}\" aria-label=\"Exercise: {label}\">\n\
         <header class=\"wb-bar\"><span class=\"wb-name\">Exercise: {title}</span>\
         <span class=\"wb-level\" role=\"img\" aria-label=\"level {level} of 3\">{stars}</span>\
         <span class=\"wb-state\"></span><code class=\"wb-command\">{command}</code></header>\n\
         <div class=\"wb-task\">\n\
         \n\
         {task}\n\
         \n\
         </div>\n\
         <div class=\"wb-editor\"></div>\
         <div class=\"wb-controls\"></div>\
         <div class=\"wb-verdict\" role=\"status\" aria-live=\"polite\"></div>\
         <div class=\"wb-hints\"></div>\n\
         <details class=\"wb-skeleton\"><summary>{file}</summary>\n\
         \n\
         {skeleton}\n\
         \n\
         </details>\n\
         </section>\n",
        id = escape(&exercise.id()),
        label = escape(&exercise.title),
        title = sentence(&exercise.title),
        command = escape(&exercise.command()),
        task = inert(&exercise.task()?),
        file = escape(&workspace.relative(&exercise.file)),
        skeleton = fenced("rust", &exercise.skeleton()?),
    ))
}
