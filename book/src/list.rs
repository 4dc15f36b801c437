//! `cargo book list`: chapters, steps, programs on pages, experiments, exercises, predictions and progress.

use crate::model::{Chapter, Exercise, Experiment, Prediction, Snippet, Workspace};
use crate::progress::Progress;
use crate::terminal::Colours;
use anyhow::Result;
use serde_json::{Value, json};

/// The overview as a reader sees it.
pub fn text(ws: &Workspace) -> Result<String> {
    let progress = Progress::load(&ws.root)?;
    let colours = Colours::of_stdout();
    let names = ws.steps().map(|step| step.name.len());
    let snippets = ws.snippets().map(|snippet| snippet.name.len());
    let slugs = ws.exercises().map(|exercise| exercise.slug.len());
    let experiments = ws.experiments().map(|experiment| experiment.name.len());
    let width = names.chain(snippets).chain(slugs).chain(experiments).max();
    let width = width.unwrap_or(0);
    let chapters: Vec<String> = ws
        .chapters
        .iter()
        .map(|chapter| {
            let mut text = format!("{}  {}\n", chapter.name, chapter.title);
            for step in &chapter.steps {
                text.push_str(&format!("    {:width$}  {}\n", step.name, step.title));
            }
            for Snippet {
                name, page_title, ..
            } in &chapter.snippets
            {
                text.push_str(&format!(
                    "    {name:width$}  on the page \"{page_title}\"\n"
                ));
            }
            for Experiment { name, title, .. } in &chapter.experiments {
                text.push_str(&format!("    {name:width$}  {title} (an experiment)\n"));
            }
            text + &exercises(chapter, width, &progress, colours) + &predictions(chapter, &progress)
        })
        .collect();
    Ok(chapters.join("\n"))
}

fn exercises(chapter: &Chapter, width: usize, progress: &Progress, colours: Colours) -> String {
    let line = |exercise: &Exercise| {
        let state = progress.of(&exercise.id()).state;
        let mark = colours.state(state);
        let word = match state.word() {
            "" => String::new(),
            word => format!(", {word}"),
        };
        let (slug, title, level) = (&exercise.slug, &exercise.title, exercise.level);
        format!("  {mark} {slug:width$}  {title} (level {level}{word})\n")
    };
    chapter.exercises.iter().map(line).collect()
}

/// Only how many: a prediction is asked on its page, where its output is hidden.
fn predictions(chapter: &Chapter, progress: &Progress) -> String {
    let answered = |prediction: &&Prediction| is_answered(prediction, progress);
    let count = chapter.predictions.len();
    let done = match chapter.predictions.iter().filter(answered).count() {
        0 => String::new(),
        done => format!(", {done} answered"),
    };
    match count {
        0 => String::new(),
        1 => format!("    1 prediction on the pages{done}\n"),
        count => format!("    {count} predictions on the pages{done}\n"),
    }
}

/// An answer that is none of the choices any more is asked for again.
fn is_answered(prediction: &Prediction, progress: &Progress) -> bool {
    let line = progress.predicted(&prediction.id());
    prediction
        .choices
        .iter()
        .any(|choice| line == Some(&choice.line))
}

/// The overview for programs.
pub fn json(ws: &Workspace) -> Result<Value> {
    let progress = Progress::load(&ws.root)?;
    let chapters = ws.chapters.iter().map(|chapter| {
        let steps = chapter
            .steps
            .iter()
            .map(|step| json!({ "id": step.id(), "title": step.title, "command": step.command() }));
        let snippets = chapter.snippets.iter().map(|snippet| {
            json!({ "id": snippet.id(), "page": snippet.page, "command": snippet.command() })
        });
        let experiments = chapter.experiments.iter().map(|experiment| {
            json!({
                "id": experiment.id(),
                "title": experiment.title,
                "outcome": experiment.outcome.is,
                "command": experiment.command(),
            })
        });
        let exercises = chapter.exercises.iter().map(|exercise| {
            let done = progress.of(&exercise.id());
            json!({
                "id": exercise.id(),
                "title": exercise.title,
                "level": exercise.level,
                "kind": exercise.kind,
                "file": ws.relative(&exercise.file),
                "command": exercise.command(),
                "state": done.state,
                "hints": done.hints,
            })
        });
        let predictions = chapter.predictions.iter().map(|prediction| {
            json!({
                "id": prediction.id(),
                "question": prediction.question,
                "answered": is_answered(prediction, &progress),
            })
        });
        json!({
            "name": chapter.name,
            "title": chapter.title,
            "steps": steps.collect::<Vec<_>>(),
            "snippets": snippets.collect::<Vec<_>>(),
            "experiments": experiments.collect::<Vec<_>>(),
            "exercises": exercises.collect::<Vec<_>>(),
            "predictions": predictions.collect::<Vec<_>>(),
        })
    });
    Ok(json!({ "chapters": chapters.collect::<Vec<_>>() }))
}
