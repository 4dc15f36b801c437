//! Questions that a page asks before an output can be seen: a chapter's `predictions.toml`.

use super::toml_file::TomlFile;
use super::{Chapter, Workspace};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;
use toml::Spanned;

/// A question about an output, asked before that output can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The chapter whose file asks it: `ch04`.
    pub chapter: String,
    /// Its name, unique in its chapter; without one of its own, that of what it asks about.
    pub name: String,
    /// What it asks about.
    pub target: Target,
    /// The question, in Markdown.
    pub question: String,
    /// What the reader can answer.
    pub choices: Vec<Choice>,
    /// Where it is written: `ch04/predictions.toml:12`.
    pub at: String,
}

/// What a [`Prediction`] asks about, by its name in the chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A step.
    Step(String),
    /// A program on a page.
    Program(String),
    /// An experiment.
    Experiment(String),
}

/// An answer to a [`Prediction`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer in words, in Markdown.
    pub says: String,
    /// A line, or a part of one, that is in the output if this answer is right. If an order decides, several lines.
    pub line: String,
    /// Why it is right, or why it is not, in Markdown.
    pub why: String,
}

impl Prediction {
    /// How pages and commands name it: `ch04/c-level-vs-edge`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// The id of what it asks about: `ch04/c-level-vs-edge`.
    pub fn target_id(&self) -> String {
        let (Target::Step(name) | Target::Program(name) | Target::Experiment(name)) = &self.target;
        format!("{}/{name}", self.chapter)
    }

    /// The output that decides, as a test pinned it.
    pub fn pinned(&self, workspace: &Workspace) -> Result<String> {
        match &self.target {
            Target::Step(_) => workspace.find_step(&self.target_id())?.pinned(),
            Target::Program(_) => self.program(workspace)?.pinned(),
            Target::Experiment(_) => workspace.find_experiment(&self.target_id())?.pinned(),
        }
    }

    fn program<'a>(&self, workspace: &'a Workspace) -> Result<&'a super::Snippet> {
        let program = workspace.find_snippet(&self.target_id())?;
        if program.unpinned {
            bail!("{} is unpinned: no output decides", program.id());
        }
        Ok(program)
    }

    /// The choice that is right: the page tells it by its line, so exactly one choice's may be in
    /// the output.
    pub fn right(&self, workspace: &Workspace) -> Result<&Choice> {
        let pinned = self.pinned(workspace)?;
        let is_printed = |choice: &&Choice| pinned.contains(&choice.line);
        let right: Vec<&Choice> = self.choices.iter().filter(is_printed).collect();
        match right.as_slice() {
            [right] => Ok(right),
            [] => bail!(
                "no choice of the question {} has a line that {} prints",
                self.id(),
                self.target_id()
            ),
            [one, other, ..] => bail!(
                "{} prints the lines of two choices: {:?} and {:?}",
                self.target_id(),
                one.line,
                other.line
            ),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Predictions {
    #[serde(default)]
    prediction: Vec<PredictionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PredictionEntry {
    name: Option<Spanned<String>>,
    step: Option<Spanned<String>>,
    program: Option<Spanned<String>>,
    experiment: Option<Spanned<String>>,
    question: Spanned<String>,
    #[serde(default)]
    choice: Vec<ChoiceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceEntry {
    says: String,
    line: Spanned<String>,
    why: String,
}

/// The questions of a chapter, which are next to its crate or, for a chapter that is none, in the
/// book's own folder.
pub(super) fn predictions(root: &Path, chapter: &Chapter) -> Result<Vec<Prediction>> {
    let mut predictions = Vec::new();
    for dir in [
        root.join(&chapter.name),
        root.join("book").join(&chapter.name),
    ] {
        let path = dir.join("predictions.toml");
        if path.exists() {
            read(root, &path, chapter, &mut predictions)?;
        }
    }
    Ok(predictions)
}

fn read(root: &Path, path: &Path, chapter: &Chapter, all: &mut Vec<Prediction>) -> Result<()> {
    let file = TomlFile::read(root, path)?;
    for entry in file.parse::<Predictions>()?.prediction {
        let prediction = entry.prediction(&file, &chapter.name)?;
        let at = &prediction.at;
        exists(chapter, &prediction.target).with_context(|| at.clone())?;
        if all.iter().any(|other| other.name == prediction.name) {
            let name = &prediction.name;
            bail!("{at}: a second prediction {name}: give it a name of its own");
        }
        all.push(prediction);
    }
    Ok(())
}

impl PredictionEntry {
    fn prediction(self, file: &TomlFile, chapter: &str) -> Result<Prediction> {
        let mut at = file.at(self.question.span().start);
        let targets = [
            self.step
                .map(|it| (it, Target::Step as fn(String) -> Target)),
            self.program.map(|it| (it, Target::Program as _)),
            self.experiment.map(|it| (it, Target::Experiment as _)),
        ];
        let targets: Vec<_> = targets.into_iter().flatten().collect();
        let [(target, kind)] = targets.as_slice() else {
            bail!("{at}: a prediction asks about one thing: step, program or experiment");
        };
        at = file.at(target.span().start);
        let name = self.name.as_ref().unwrap_or(target);
        if !is_name(name.get_ref()) {
            let at = file.at(name.span().start);
            let name = name.get_ref();
            bail!("{at}: a name is lower-case letters, digits and hyphens, not {name:?}");
        }
        if self.choice.len() < 2 {
            bail!("{at}: a prediction needs at least two choices");
        }
        Ok(Prediction {
            chapter: chapter.to_owned(),
            name: name.get_ref().clone(),
            target: kind(target.get_ref().clone()),
            question: self.question.into_inner(),
            choices: choices(self.choice, file)?,
            at,
        })
    }
}

fn choices(entries: Vec<ChoiceEntry>, file: &TomlFile) -> Result<Vec<Choice>> {
    let mut lines = BTreeSet::new();
    let choices = entries.into_iter().map(|entry| {
        let at = file.at(entry.line.span().start);
        let line = entry.line.into_inner();
        if line.trim().is_empty() {
            bail!("{at}: every output has an empty line: which one decides?");
        }
        // The answer that a reader chose is remembered by its line.
        if !lines.insert(line.clone()) {
            bail!("{at}: two choices have this line");
        }
        if entry.why.trim().is_empty() {
            bail!("{at}: this choice has no why: a sentence that says why it is right or wrong");
        }
        Ok(Choice {
            says: entry.says,
            line,
            why: entry.why,
        })
    });
    choices.collect()
}

/// A program that a page lost is that page's mistake: those who weave it report it.
fn exists(chapter: &Chapter, target: &Target) -> Result<()> {
    match target {
        Target::Step(name) if !chapter.steps.iter().any(|step| step.name == *name) => {
            bail!("there is no step {name} in this chapter")
        }
        Target::Experiment(name) if !chapter.experiments.iter().any(|it| it.name == *name) => {
            bail!("there is no experiment {name} in this chapter")
        }
        _ => Ok(()),
    }
}

/// Part of an address and of an element's id.
fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !name.is_empty() && name.bytes().all(is_letter)
}
