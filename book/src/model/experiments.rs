//! A chapter's experiments: a file each, in `chNN/experiments/` or `book/chNN/experiments/`.

use super::exercises::is_slug;
use super::experiment::{Change, Expected, Experiment, Is, Runs};
use super::toml_file::TomlFile;
use super::{Chapter, Workspace};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    title: Spanned<String>,
    step: Option<Spanned<String>>,
    test: Option<Spanned<String>>,
    program: Option<Spanned<String>>,
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    release: bool,
    only_on: Option<String>,
    not_if: Option<(PathBuf, String)>,
    why: String,
    #[serde(default)]
    change: Vec<Spanned<ChangeEntry>>,
    outcome: Spanned<OutcomeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeEntry {
    file: Option<String>,
    old: String,
    new: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeEntry {
    is: Is,
    signal: Option<String>,
    #[serde(default)]
    shows: Vec<String>,
    #[serde(default)]
    redact: Vec<(String, String)>,
}

/// Reads a chapter's experiments, by name.
pub(super) fn read(ws: &Workspace, chapter: &Chapter) -> Result<Vec<Experiment>> {
    let name = &chapter.name;
    let folders = [
        ws.root.join(name).join("experiments"),
        ws.root.join("book").join(name).join("experiments"),
    ];
    let mut files = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let cannot = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(folder).with_context(cannot)? {
            let path = entry.with_context(cannot)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let found = files
        .iter()
        .map(|path| Reader::new(ws, chapter, path)?.read());
    found.collect()
}

/// Steps, programs, exercises and experiments are looked up by name alone.
pub(super) fn every_name_is_free(ws: &Workspace) -> Result<()> {
    let steps = ws.steps().map(|step| (&step.name, "a step"));
    let snippets = ws.snippets().map(|snippet| (&snippet.name, "a program"));
    let exercises = ws.exercises().map(|it| (&it.slug, "an exercise"));
    let mut taken: BTreeMap<_, _> = steps.chain(snippets).chain(exercises).collect();
    for experiment in ws.experiments() {
        if let Some(what) = taken.insert(&experiment.name, "another experiment") {
            bail!(
                "{}: there is {what} with the name {}: names are unique in the workbook",
                ws.relative(&experiment.file),
                experiment.name
            );
        }
    }
    Ok(())
}

struct Reader<'a> {
    ws: &'a Workspace,
    chapter: &'a Chapter,
    path: &'a Path,
    file: TomlFile,
    name: String,
}

impl<'a> Reader<'a> {
    fn new(ws: &'a Workspace, chapter: &'a Chapter, path: &'a Path) -> Result<Self> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.into_owned();
        if !is_slug(&name) {
            bail!(
                "{}: an experiment's name is lower-case letters, digits and hyphens",
                ws.relative(path)
            );
        }
        let file = TomlFile::read(&ws.root, path)?;
        Ok(Self {
            ws,
            chapter,
            path,
            file,
            name,
        })
    }

    fn read(&self) -> Result<Experiment> {
        let entry: Entry = self.file.parse()?;
        let at = self.file.at(entry.title.span().start);
        let runs = self.runs(&entry, &at)?;
        let needs_before = self.needs_before(&entry, &runs);
        let outcome = self.outcome(entry.outcome, &runs)?;
        if entry.change.is_empty() {
            bail!("{at}: an experiment has a [[change]] or more");
        }
        let is_program = matches!(runs, Runs::Program(_));
        if is_program && (entry.release || !entry.args.is_empty()) {
            bail!("{at}: a program on a page takes neither args nor release");
        }
        let changes = entry.change.into_iter();
        let changes = changes.map(|change| self.change(change, is_program));
        Ok(Experiment {
            chapter: self.chapter.name.clone(),
            name: self.name.clone(),
            title: entry.title.into_inner(),
            changes: changes.collect::<Result<_>>()?,
            args: entry.args,
            release: entry.release,
            only_on: entry.only_on,
            not_if: entry.not_if,
            why: entry.why,
            outcome,
            file: self.path.to_owned(),
            snapshot: self.snapshot(""),
            before: needs_before.then(|| self.snapshot("-before")),
            runs,
        })
    }

    /// Without the change, a step is pinned already if it has no arguments, and a program unless its output
    /// depends on the machine.
    fn needs_before(&self, entry: &Entry, runs: &Runs) -> bool {
        let is_unpinned = |name: &str| {
            let mut programs = self.chapter.snippets.iter();
            programs.any(|program| program.name == name && program.unpinned)
        };
        match runs {
            Runs::Step(_) => !entry.args.is_empty(),
            Runs::Program(name) => entry.only_on.is_some() && is_unpinned(name),
            Runs::Test { .. } => false,
        }
    }

    fn snapshot(&self, which: &str) -> PathBuf {
        let (chapter, name) = (&self.chapter.name, &self.name);
        let book = self.ws.root.join("book");
        if self.path.starts_with(&book) {
            return book.join(format!("tests/snapshots/try-{chapter}-{name}{which}.snap"));
        }
        let dir = &self.chapter.dir;
        dir.join(format!("tests/snapshots/try-{name}{which}.snap"))
    }

    fn runs(&self, entry: &Entry, at: &str) -> Result<Runs> {
        let (what, name) = match (&entry.step, &entry.test, &entry.program) {
            (Some(step), None, None) => ("step", step),
            (None, Some(test), None) => ("test", test),
            (None, None, Some(program)) => ("program", program),
            _ => bail!("{at}: an experiment runs either a step or a test or a program"),
        };
        let at = self.file.at(name.span().start);
        let (name, chapter) = (name.get_ref(), self.chapter);
        let known = match what {
            "step" => chapter.steps.iter().any(|step| step.name == *name),
            "program" => chapter.snippets.iter().any(|snippet| snippet.name == *name),
            _ => return self.test(name).with_context(|| at),
        };
        if !known {
            bail!("{at}: there is no {what} {name} in this chapter");
        }
        Ok(match what {
            "step" => Runs::Step(name.clone()),
            _ => Runs::Program(name.clone()),
        })
    }

    /// `TARGET::PATH`, in a source of which there is a function with the path's last name.
    fn test(&self, name: &str) -> Result<Runs> {
        let form = "a test is TARGET::PATH, where TARGET is lib, bin:STEP or a file in tests/";
        let (target, path) = name.split_once("::").context(form)?;
        let dir = &self.chapter.dir;
        let tests = dir.join("tests");
        let sources = match target.split_once(':') {
            Some(("bin", bin)) => {
                let mut steps = self.chapter.steps.iter();
                let step = steps.find(|step| step.name == bin);
                let step =
                    step.with_context(|| format!("there is no step {bin} in this chapter"))?;
                let is_folder = step.main.ends_with("main.rs");
                let folder = step.main.parent().unwrap_or(dir);
                vec![if is_folder {
                    folder.to_owned()
                } else {
                    step.main.clone()
                }]
            }
            Some(_) => bail!(form),
            None if target == "lib" => vec![dir.join("src")],
            None => vec![tests.join(format!("{target}.rs")), tests.join(target)],
        };
        let function = path.rsplit("::").next().unwrap_or_default();
        if !sources.iter().any(|source| declares(source, function)) {
            bail!("there is no test {path} in {target}");
        }
        Ok(Runs::Test {
            target: target.to_owned(),
            path: path.to_owned(),
        })
    }

    fn change(&self, change: Spanned<ChangeEntry>, is_program: bool) -> Result<Change> {
        let place = self.file.at(change.span().start);
        let ChangeEntry { file, old, new } = change.into_inner();
        match &file {
            Some(_) if is_program => bail!("{place}: a program on a page is its only file"),
            Some(file) => self.is_inside(file).with_context(|| place.clone())?,
            None if is_program => {}
            None => bail!("{place}: a change needs a file"),
        }
        if old.trim().is_empty() || old == new {
            bail!("{place}: a change replaces a text by another one");
        }
        Ok(Change {
            file,
            old,
            new,
            place,
        })
    }

    /// Only crates are copied for an experiment, so only their files can be changed in it.
    fn is_inside(&self, file: &str) -> Result<()> {
        let mut parts = Path::new(file).components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) || file.contains('\\') {
            bail!("{file}: a path goes down from the workspace's root, without `..`");
        }
        if !self.ws.root.join(file).is_file() {
            bail!("there is no file {file}");
        }
        Ok(())
    }

    fn outcome(&self, entry: Spanned<OutcomeEntry>, runs: &Runs) -> Result<Expected> {
        let at = self.file.at(entry.span().start);
        let OutcomeEntry {
            is,
            signal,
            shows,
            redact,
        } = entry.into_inner();
        if signal.is_some() != (is == Is::Signal) {
            bail!("{at}: is = \"signal\" goes with a signal's name, and nothing else does");
        }
        let is_test = matches!(runs, Runs::Test { .. });
        match is {
            Is::TestFailure if !is_test => bail!("{at}: only a test has a test-failure"),
            Is::Panic | Is::Failure if is_test => {
                bail!("{at}: a test that fails is a test-failure")
            }
            _ => {}
        }
        for (pattern, _) in &redact {
            regex::Regex::new(pattern)
                .map_err(|_| anyhow::anyhow!("{at}: {pattern:?} is no regular expression"))?;
        }
        Ok(Expected {
            is,
            signal,
            shows,
            redact,
        })
    }
}

/// Whether a source, or one below a folder, has a function of this name.
fn declares(source: &Path, function: &str) -> bool {
    if source.is_dir() {
        let entries = fs::read_dir(source).into_iter().flatten();
        return entries
            .flatten()
            .any(|entry| declares(&entry.path(), function));
    }
    let head = format!("fn {function}(");
    let is_rust = source
        .extension()
        .is_some_and(|extension| extension == "rs");
    is_rust && fs::read_to_string(source).is_ok_and(|text| text.contains(&head))
}
