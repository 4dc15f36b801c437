//! `{{#index}}`: everything in the book that runs, and every exercise, by chapter.

use super::html::{escape, sentence};
use super::page::Page;
use super::snippet;
use crate::model::{Chapter, Exercise, Experiment, Is, Kind, Snippet, Step};

pub(super) fn expand(page: &mut Page<'_>) -> String {
    let chapters = page.workspace.chapters.iter();
    let chapters: Vec<String> = chapters.map(|chapter| one(page, chapter)).collect();
    chapters.join("\n")
}

fn one(page: &Page<'_>, chapter: &Chapter) -> String {
    let (steps, programs) = (chapter.steps.iter(), chapter.snippets.iter());
    let steps: String = steps.map(|it| step(page, it)).collect();
    let programs: String = programs.map(|it| program(page, it)).collect();
    let experiments = chapter.experiments.iter();
    let experiments: String = experiments.map(|it| experiment(page, it)).collect();
    let exercises = chapter.exercises.iter();
    let exercises: String = exercises.map(|it| exercise(page, it)).collect();
    format!(
        "<section class=\"wb-index\">\n{}{}{}{}{}</section>\n",
        heading(page, chapter),
        table("Steps", ["step", "what it shows"], &steps),
        table("Programs on the pages", ["program", "the page"], &programs),
        table(
            "Experiments",
            ["experiment", "what comes of it"],
            &experiments
        ),
        table("Exercises", ["exercise", "level and kind"], &exercises),
    )
}

fn heading(page: &Page<'_>, chapter: &Chapter) -> String {
    let number = chapter.name.trim_start_matches("ch");
    let number = number.trim_start_matches('0');
    let title = escape(&chapter.title);
    let title = match page.contents.first_page(&chapter.name) {
        Some(first) => format!("<a href=\"{}\">{title}</a>", escape(&page.link(&first))),
        None => title,
    };
    format!(
        "<h2 id=\"{}\">{number}. {title}</h2>\n",
        escape(&chapter.name)
    )
}

fn table(caption: &str, [name, says]: [&str; 2], rows: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads = [name, says, "in a terminal"];
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>"));
    let heads = heads.concat();
    format!(
        "<table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n"
    )
}

fn step(page: &Page<'_>, step: &Step) -> String {
    let name = format!("<code>{}</code>", escape(&step.name));
    row(
        &linked(page, &step.id(), name),
        &sentence(&step.title),
        &step.command(),
    )
}

fn program(page: &Page<'_>, program: &Snippet) -> String {
    let link = page.link_to(&program.page, &snippet::anchor(&program.name));
    let name = format!(
        "<a href=\"{}\"><code>{}</code></a>",
        escape(&link),
        escape(&program.name)
    );
    row(&name, &escape(&program.page_title), &program.command())
}

fn experiment(page: &Page<'_>, experiment: &Experiment) -> String {
    let title = linked(page, &experiment.id(), sentence(&experiment.title));
    let outcome = match experiment.outcome.is {
        Is::Output => "it runs to its end",
        Is::CompileError => "it does not compile",
        Is::Panic => "it panics",
        Is::Hang => "it hangs",
        Is::Signal => "a signal ends it",
        Is::Failure => "it fails",
        Is::TestFailure => "a test fails",
    };
    row(&title, outcome, &experiment.command())
}

fn exercise(page: &Page<'_>, exercise: &Exercise) -> String {
    let title = linked(page, &exercise.id(), sentence(&exercise.title));
    let kind = match exercise.kind {
        Kind::Build => "build it",
        Kind::Predict => "predict it",
        Kind::FindTheBug => "find the bug",
        Kind::Budget => "keep to a budget",
    };
    // The server's pages say there how far the reader is.
    let state = format!(
        " <span class=\"wb-state\" data-state-of=\"{}\"></span>",
        escape(&exercise.id())
    );
    let level = usize::from(exercise.level);
    let stars = "●".repeat(level) + &"○".repeat(3_usize.saturating_sub(level));
    row(
        &(title + &state),
        &format!(
            "<span class=\"wb-level\" role=\"img\" aria-label=\"level {level} of 3\">{stars}</span> {kind}"
        ),
        &exercise.command(),
    )
}

/// A name that leads to where it is shown, if a page shows it.
fn linked(page: &Page<'_>, id: &str, name: String) -> String {
    match page.contents.shown.get(id) {
        Some(place) => format!("<a href=\"{}\">{name}</a>", escape(&page.link(place))),
        None => name,
    }
}

fn row(name: &str, says: &str, command: &str) -> String {
    let command = escape(command);
    format!("<tr><td>{name}</td><td>{says}</td><td><code>{command}</code></td></tr>\n")
}
