//! Reads the workbook from its folder.

use super::exercises::exercises;
use super::predictions::predictions;
use super::summary::{Listed, listed};
use super::toml_file::TomlFile;
use super::{Chapter, Step, Workspace, experiments, is_chapter, measurement, module_doc, snippets};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Manifest {
    workspace: Members,
}

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
}

pub(super) fn workspace(root: &Path) -> Result<Workspace> {
    let manifest: Manifest = TomlFile::read(root, &root.join("Cargo.toml"))?.parse()?;
    // A book without a summary is reported by who builds it.
    let summary = fs::read_to_string(root.join("book/pages/SUMMARY.md")).unwrap_or_default();
    let listed = listed(&summary);
    let crates = crates(&manifest.workspace.members);
    let chapters = crates
        .iter()
        .map(|(name, member)| chapter(root, name, member, &listed));
    let mut workspace = Workspace {
        root: root.to_owned(),
        chapters: chapters.collect::<Result<_>>()?,
        pages: snippets::Pages::default(),
    };
    add_snippets(&mut workspace, &listed);
    every_name_once(
        "step",
        workspace.steps().map(|step| (&step.name, &step.chapter)),
    )?;
    let exercises = workspace.exercises();
    every_name_once(
        "exercise",
        exercises.map(|exercise| (&exercise.slug, &exercise.chapter)),
    )?;
    add_experiments(&mut workspace)?;
    for chapter in &mut workspace.chapters {
        chapter.predictions = predictions(root, chapter)?;
    }
    Ok(workspace)
}

/// The chapters' crates by name, and the folder of each below the root: `ch04`, or `book/ch06` for a chapter that is
/// prose and has exercises.
fn crates(members: &[String]) -> BTreeMap<&str, &str> {
    let named = members.iter().map(|member| {
        let name = member.strip_prefix("book/").unwrap_or(member);
        (name, member.as_str())
    });
    named.filter(|(name, _)| is_chapter(name)).collect()
}

/// The programs on the chapters' pages. A chapter that is no crate is one for having them.
fn add_snippets(workspace: &mut Workspace, listed: &[Listed]) {
    let steps: BTreeSet<String> = workspace.steps().map(|step| step.name.clone()).collect();
    let (found, pages) = snippets::read(&workspace.root, listed, &steps);
    workspace.pages = pages;
    for snippet in found {
        let name = &snippet.chapter;
        let at = workspace
            .chapters
            .binary_search_by_key(&name, |it| &it.name);
        let at = at.unwrap_or_else(|at| {
            let chapter = only_pages(&workspace.root, name, listed);
            workspace.chapters.insert(at, chapter);
            at
        });
        workspace.chapters[at].snippets.push(snippet);
    }
}

/// The chapters' experiments, which change and run what the other parts of the model name.
fn add_experiments(workspace: &mut Workspace) -> Result<()> {
    let found = workspace.chapters.iter();
    let found = found.map(|chapter| experiments::read(workspace, chapter));
    let found = found.collect::<Result<Vec<_>>>()?;
    for (chapter, experiments) in workspace.chapters.iter_mut().zip(found) {
        chapter.experiments = experiments;
    }
    experiments::every_name_is_free(workspace)
}

fn only_pages(root: &Path, name: &str, listed: &[Listed]) -> Chapter {
    Chapter {
        name: name.to_owned(),
        title: title_in(listed, name).unwrap_or_else(|| name.to_owned()),
        steps: Vec::new(),
        snippets: Vec::new(),
        exercises: Vec::new(),
        predictions: Vec::new(),
        experiments: Vec::new(),
        measurements: Vec::new(),
        dir: root.join(name),
    }
}

fn chapter(root: &Path, name: &str, member: &str, listed: &[Listed]) -> Result<Chapter> {
    let dir = root.join(member);
    let title = title_in(listed, name)
        .or_else(|| first_doc_line(&dir.join("src/lib.rs")))
        .unwrap_or_else(|| name.to_owned());
    let steps = steps(&dir, name)?;
    let exercises = exercises(root, &dir, name)?;
    Ok(Chapter {
        name: name.to_owned(),
        title,
        steps,
        snippets: Vec::new(),
        exercises,
        predictions: Vec::new(),
        experiments: Vec::new(),
        measurements: measurement::read_all(&dir, name)?,
        dir,
    })
}

/// The title of the chapter's first page.
fn title_in(listed: &[Listed], chapter: &str) -> Option<String> {
    let first = listed.iter().find(|page| page.chapter == chapter)?;
    Some(first.title.clone())
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
        name,
        main,
    }
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
