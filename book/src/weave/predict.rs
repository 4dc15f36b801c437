//! `{{#predict ch04/c-level-vs-edge}}`: a question before a step's output can be seen.

use super::html::{escape, sentence};
use super::page::Page;
use super::step;
use crate::model::{Choice, Prediction, Step};
use anyhow::{Context, Result, bail};

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let step = workspace.find_step(id)?;
    let prediction = step.prediction.as_ref().with_context(|| {
        format!(
            "{}/predictions.toml has no question about {}",
            step.chapter, step.name
        )
    })?;
    one_is_right(step, prediction)?;
    let name = page.id(&format!("predict-{}", step.name));
    let question = sentence(&prediction.question);
    let choices = (0..).zip(&prediction.choices);
    let choices: String = choices
        .map(|(value, choice)| label(&name, value, choice))
        .collect();
    let section = step::section(page, step)?;
    Ok(format!(
        "<section class=\"wb-predict\" id=\"{name}\" data-step=\"{}\" aria-label=\"Predict {}\">\
         <p class=\"wb-question\">{question}</p>\
         <fieldset class=\"wb-choices\"><legend>Your prediction</legend>{choices}</fieldset>\
         <details class=\"wb-reveal\"><summary>Show what it prints</summary>{}</details></section>\n",
        escape(&step.id()),
        escape(&step.name),
        section.trim_end(),
    ))
}

fn label(name: &str, value: usize, choice: &Choice) -> String {
    format!(
        "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\" data-line=\"{}\"> <span>{}</span></label>",
        escape(&choice.line),
        sentence(&choice.says),
    )
}

/// The page tells the right choice by its line in the output, so exactly one may be there.
fn one_is_right(step: &Step, prediction: &Prediction) -> Result<()> {
    let pinned = step.pinned()?;
    let is_printed = |choice: &&Choice| {
        let mut lines = pinned.lines();
        lines.any(|line| line.trim_end().contains(&choice.line))
    };
    let right: Vec<&Choice> = prediction.choices.iter().filter(is_printed).collect();
    match right.as_slice() {
        [_] => Ok(()),
        [] => bail!(
            "no choice of the question about {} has a line that it prints",
            step.id()
        ),
        [one, other, ..] => bail!(
            "{} prints the lines of two choices: {:?} and {:?}",
            step.id(),
            one.line,
            other.line
        ),
    }
}
