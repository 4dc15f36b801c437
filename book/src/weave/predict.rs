//! `{{#predict ch04/c-level-vs-edge}}`: a question before an output can be seen.

use super::html::{escape, sentence};
use super::page::Page;
use super::{experiment, snippet, step};
use crate::model::{Choice, Prediction, Target, Workspace};
use anyhow::Result;

pub(super) fn expand(page: &mut Page<'_>, id: &str) -> Result<String> {
    let workspace = page.workspace;
    let prediction = workspace.find_prediction(id)?;
    let right = prediction.right(workspace)?;
    let name = page.id(&format!("predict-{}", prediction.name));
    let choices = choices(&name, prediction, right);
    let asked = match &prediction.target {
        Target::Step(_) => {
            let step = workspace.find_step(&prediction.target_id())?;
            let section = step::section(page, step)?;
            choices + &reveal("Show what it prints", &section)
        }
        Target::Program(_) => {
            let program = workspace.find_snippet(&prediction.target_id())?;
            // Its code is part of the question.
            snippet::section(page, program, |output| {
                choices + &reveal("Show what it prints", output)
            })?
        }
        Target::Experiment(_) => {
            let experiment = workspace.find_experiment(&prediction.target_id())?;
            // The change is part of the question.
            experiment::section(page, experiment, |outcome| {
                choices + &reveal("Show what happens", outcome)
            })?
        }
    };
    Ok(format!(
        "<section class=\"wb-predict\" id=\"{name}\" data-predict=\"{}\" aria-label=\"Predict {}\">\
         <p class=\"wb-question\">{}</p>{}</section>\n",
        escape(&prediction.id()),
        escape(&prediction.name),
        sentence(&prediction.question),
        asked.trim_end(),
    ))
}

/// Questions about programs that no page has.
pub(super) fn lost(workspace: &Workspace) -> Vec<String> {
    let is_lost = |prediction: &&Prediction| {
        matches!(prediction.target, Target::Program(_))
            && workspace.snippet(&prediction.target_id()).is_none()
    };
    let lost = workspace.predictions().filter(is_lost);
    lost.map(|prediction| {
        let (at, id) = (&prediction.at, prediction.target_id());
        format!("{at}: no page of this chapter has the program {id}")
    })
    .collect()
}

fn choices(name: &str, prediction: &Prediction, right: &Choice) -> String {
    let choices = (0..).zip(&prediction.choices);
    let labels: String = choices
        .map(|(value, choice)| label(name, value, choice, choice == right))
        .collect();
    format!("<fieldset class=\"wb-choices\"><legend>Your prediction</legend>{labels}</fieldset>")
}

fn label(name: &str, value: usize, choice: &Choice, is_right: bool) -> String {
    let right = if is_right { " data-right" } else { "" };
    format!(
        "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\" data-line=\"{}\"{right}> \
         <span class=\"wb-says\">{}</span><span class=\"wb-why\" hidden>{}</span></label>",
        escape(&choice.line),
        sentence(&choice.says),
        sentence(&choice.why),
    )
}

fn reveal(summary: &str, shown: &str) -> String {
    format!(
        "<details class=\"wb-reveal\"><summary>{summary}</summary>{}</details>",
        shown.trim_end()
    )
}
