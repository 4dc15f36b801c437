//! A chapter's `predictions.toml`.

use super::toml_file::TomlFile;
use super::{Choice, Prediction, Step};
use anyhow::{Result, bail};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Predictions {
    #[serde(default)]
    prediction: Vec<PredictionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PredictionEntry {
    step: Spanned<String>,
    question: String,
    #[serde(default)]
    choice: Vec<ChoiceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceEntry {
    says: String,
    line: String,
}

pub(super) fn predictions(root: &Path, dir: &Path, steps: &mut [Step]) -> Result<()> {
    let path = dir.join("predictions.toml");
    if !path.exists() {
        return Ok(());
    }
    let file = TomlFile::read(root, &path)?;
    for entry in file.parse::<Predictions>()?.prediction {
        let at = file.at(entry.step.span().start);
        let name = entry.step.into_inner();
        let Some(step) = steps.iter_mut().find(|step| step.name == name) else {
            bail!("{at}: there is no step {name} in this chapter");
        };
        if entry.choice.len() < 2 {
            bail!("{at}: a prediction needs at least two choices");
        }
        let choices = entry.choice.into_iter();
        let prediction = Prediction {
            question: entry.question,
            choices: choices
                .map(|choice| Choice {
                    says: choice.says,
                    line: choice.line,
                })
                .collect(),
        };
        if step.prediction.replace(prediction).is_some() {
            bail!("{at}: a second prediction for {name}");
        }
    }
    Ok(())
}
