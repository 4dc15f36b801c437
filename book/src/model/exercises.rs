//! A chapter's `exercises.toml`.

use super::toml_file::TomlFile;
use super::{Exercise, Kind};
use anyhow::{Result, bail};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exercises {
    /// What it usually means in this chapter that a check does not end.
    #[serde(default)]
    hangs: Vec<String>,
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

pub(super) fn exercises(root: &Path, dir: &Path, chapter: &str) -> Result<Vec<Exercise>> {
    let path = dir.join("exercises.toml");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let file = TomlFile::read(root, &path)?;
    let mut exercises: Vec<Exercise> = Vec::new();
    let parsed: Exercises = file.parse()?;
    for entry in parsed.exercise {
        let at = file.at(entry.slug.span().start);
        if exercises
            .iter()
            .any(|exercise| exercise.slug == *entry.slug.get_ref())
        {
            bail!("{at}: a second exercise {}", entry.slug.get_ref());
        }
        let exercise = exercise(root, dir, chapter, &file, entry)?;
        exercises.push(Exercise {
            hangs: parsed.hangs.clone(),
            ..exercise
        });
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
    if !is_slug(&slug) {
        bail!("{at}: a slug is lower-case letters, digits and hyphens, not {slug:?}");
    }
    let part = |folder: &str| dir.join(folder).join(format!("{slug}.rs"));
    let (solution, check) = (part("solutions"), part("checks"));
    let missing = [&solution, &check].into_iter().find(|file| !file.is_file());
    if let Some(missing) = missing {
        let missing = missing.strip_prefix(root).unwrap_or(missing);
        bail!("{at}: {slug} has no {}", missing.display());
    }
    Ok(Exercise {
        root: root.to_owned(),
        chapter: chapter.to_owned(),
        title: entry.title,
        level,
        kind: entry.kind,
        hints: entry.hints,
        after: entry.after,
        hangs: Vec::new(),
        file: part("exercises"),
        solution,
        check,
        snapshot: dir.join(format!("tests/snapshots/exercise-{slug}.snap")),
        slug,
    })
}

pub(super) fn is_slug(slug: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !slug.is_empty() && slug.bytes().all(is_letter)
}
