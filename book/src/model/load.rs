//! Reads the workbook from its folder.

use super::{Chapter, Choice, Exercise, Kind, Prediction, Step, Workspace, module_doc, read};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use toml::Spanned;

#[derive(Deserialize)]
struct Manifest {
    workspace: Members,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exercises {
    #[serde(default)]
    exercise: Vec<ExerciseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseEntry {
    slug: Spanned<String>,
    title: String,
    level: Spanned<u8>,
    kind: Kind,
    #[serde(default)]
    hints: Vec<String>,
    #[serde(default)]
    after: String,
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

pub(super) fn workspace(root: &Path) -> Result<Workspace> {
    let manifest: Manifest = TomlFile::read(root, &root.join("Cargo.toml"))?.parse()?;
    // A book without a summary is reported by who builds it.
    let summary = fs::read_to_string(root.join("book/pages/SUMMARY.md")).unwrap_or_default();
    let mut names = manifest.workspace.members;
    names.retain(|member| is_chapter(member));
    names.sort();
    names.dedup();
    let chapters = names.iter().map(|name| chapter(root, name, &summary));
    let workspace = Workspace {
        root: root.to_owned(),
        chapters: chapters.collect::<Result<_>>()?,
    };
    every_name_once(
        "step",
        workspace.steps().map(|step| (&step.name, &step.chapter)),
    )?;
    let exercises = workspace.exercises();
    every_name_once(
        "exercise",
        exercises.map(|exercise| (&exercise.slug, &exercise.chapter)),
    )?;
    Ok(workspace)
}

/// `ch01` to `ch99`.
fn is_chapter(member: &str) -> bool {
    let number = member.strip_prefix("ch").unwrap_or_default();
    number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn chapter(root: &Path, name: &str, summary: &str) -> Result<Chapter> {
    let dir = root.join(name);
    let title = title_in_summary(summary, name)
        .or_else(|| first_doc_line(&dir.join("src/lib.rs")))
        .unwrap_or_else(|| name.to_owned());
    let mut steps = steps(&dir, name)?;
    predictions(root, &dir, &mut steps)?;
    let exercises = exercises(root, &dir, name)?;
    Ok(Chapter {
        name: name.to_owned(),
        title,
        steps,
        exercises,
        dir,
    })
}

/// The text of the summary's first link into the chapter's folder.
fn title_in_summary(summary: &str, name: &str) -> Option<String> {
    summary.lines().find_map(|line| {
        let (text, target) = line.split_once("](")?;
        let target = target.strip_prefix("./").unwrap_or(target);
        let inside = target.strip_prefix(name)?.starts_with(['/', '.']);
        let (_, title) = text.split_once('[')?;
        inside.then(|| title.to_owned())
    })
}

fn first_doc_line(path: &Path) -> Option<String> {
    let doc = module_doc(&fs::read_to_string(path).ok()?);
    let line = doc.lines().next()?.trim_end_matches('.');
    (!line.is_empty()).then(|| line.to_owned())
}

fn steps(dir: &Path, chapter: &str) -> Result<Vec<Step>> {
    let bin = dir.join("src/bin");
    if !bin.is_dir() {
        return Ok(Vec::new());
    }
    let mut mains = BTreeMap::new();
    for entry in fs::read_dir(&bin).with_context(|| format!("cannot read {}", bin.display()))? {
        let path = entry
            .with_context(|| format!("cannot read {}", bin.display()))?
            .path();
        if let Some((name, main)) = main_of(&path)
            && let Some(before) = mains.insert(name.clone(), main.clone())
        {
            bail!(
                "the step {name} is there twice: {} and {}",
                before.display(),
                main.display()
            );
        }
    }
    Ok(mains
        .into_iter()
        .map(|(name, main)| step(dir, chapter, name, main))
        .collect())
}

/// A step's name and main file, from an entry of `src/bin`: a file, or a folder with a `main.rs`.
fn main_of(path: &Path) -> Option<(String, PathBuf)> {
    let main = path.join("main.rs");
    if main.is_file() {
        return Some((path.file_name()?.to_str()?.to_owned(), main));
    }
    let is_source = path.is_file() && path.extension().is_some_and(|extension| extension == "rs");
    is_source.then(|| Some((path.file_stem()?.to_str()?.to_owned(), path.to_owned())))?
}

fn step(dir: &Path, chapter: &str, name: String, main: PathBuf) -> Step {
    Step {
        chapter: chapter.to_owned(),
        title: first_doc_line(&main).unwrap_or_else(|| name.clone()),
        snapshot: dir.join(format!("tests/snapshots/{name}.snap")),
        prediction: None,
        name,
        main,
    }
}

fn predictions(root: &Path, dir: &Path, steps: &mut [Step]) -> Result<()> {
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

fn exercises(root: &Path, dir: &Path, chapter: &str) -> Result<Vec<Exercise>> {
    let path = dir.join("exercises.toml");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let file = TomlFile::read(root, &path)?;
    let mut exercises: Vec<Exercise> = Vec::new();
    for entry in file.parse::<Exercises>()?.exercise {
        let at = file.at(entry.slug.span().start);
        if exercises
            .iter()
            .any(|exercise| exercise.slug == *entry.slug.get_ref())
        {
            bail!("{at}: a second exercise {}", entry.slug.get_ref());
        }
        exercises.push(exercise(root, dir, chapter, &file, entry)?);
    }
    Ok(exercises)
}

fn exercise(
    root: &Path,
    dir: &Path,
    chapter: &str,
    file: &TomlFile,
    entry: ExerciseEntry,
) -> Result<Exercise> {
    let at = file.at(entry.slug.span().start);
    let level = *entry.level.get_ref();
    if !(1..=3).contains(&level) {
        bail!(
            "{}: level is 1, 2 or 3, not {level}",
            file.at(entry.level.span().start)
        );
    }
    let slug = entry.slug.into_inner();
    if slug.is_empty()
        || !slug
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    {
        bail!("{at}: a slug is lower-case letters, digits and hyphens, not {slug:?}");
    }
    let part = |folder: &str| dir.join(folder).join(format!("{slug}.rs"));
    let (solution, check) = (part("solutions"), part("checks"));
    for needed in [&solution, &check] {
        if !needed.is_file() {
            let missing = needed.strip_prefix(root).unwrap_or(needed);
            bail!("{at}: {slug} has no {}", missing.display());
        }
    }
    Ok(Exercise {
        chapter: chapter.to_owned(),
        title: entry.title,
        level,
        kind: entry.kind,
        hints: entry.hints,
        after: entry.after,
        file: part("exercises"),
        solution,
        check,
        snapshot: dir.join(format!("tests/snapshots/exercise-{slug}.snap")),
        slug,
    })
}

fn every_name_once<'a>(
    what: &str,
    names: impl Iterator<Item = (&'a String, &'a String)>,
) -> Result<()> {
    let mut seen = BTreeMap::new();
    for (name, chapter) in names {
        if let Some(before) = seen.insert(name, chapter) {
            bail!(
                "the {what} {name} is in {before} and in {chapter}: names are unique in the workspace"
            );
        }
    }
    Ok(())
}

/// A file in TOML, whose errors say where in it.
struct TomlFile {
    name: String,
    text: String,
}

impl TomlFile {
    fn read(root: &Path, path: &Path) -> Result<Self> {
        let name = path
            .strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string();
        Ok(Self {
            name,
            text: read(path)?,
        })
    }

    fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        toml::from_str(&self.text).map_err(|error| {
            let message = error.message().replace('\n', ", ");
            match error.span() {
                Some(span) => anyhow::anyhow!("{}: {message}", self.at(span.start)),
                None => anyhow::anyhow!("{}: {message}", self.name),
            }
        })
    }

    /// `file:line` of a place in the text.
    fn at(&self, offset: usize) -> String {
        let line = 1 + self
            .text
            .bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count();
        format!("{}:{line}", self.name)
    }
}

/// The names of the tests in a check's source, without those that are ignored.
pub(super) fn tests(source: &str) -> Result<Vec<String>> {
    let file = syn::parse_file(source)
        .map_err(|error| anyhow::anyhow!("line {}: {error}", error.span().start().line))?;
    Ok(tests_in("check", &file.items))
}

fn tests_in(module: &str, items: &[syn::Item]) -> Vec<String> {
    let has = |attributes: &[syn::Attribute], name| {
        attributes
            .iter()
            .any(|attribute| attribute.path().is_ident(name))
    };
    let tests = items.iter().flat_map(|item| match item {
        syn::Item::Fn(function)
            if has(&function.attrs, "test") && !has(&function.attrs, "ignore") =>
        {
            vec![format!("{module}::{}", function.sig.ident)]
        }
        syn::Item::Mod(syn::ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) => tests_in(&format!("{module}::{ident}"), items),
        _ => Vec::new(),
    });
    tests.collect()
}
