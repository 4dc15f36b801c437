//! What a page must know of the others: in which order they come, which terms they define, and what
//! they show.

use super::directive::{self, Directive, line_of};
use super::experiment;
use super::glossary::Glossary;
use super::prose::{Passage, passages};
use super::{early, glossary};
use crate::model::{Workspace, is_chapter};
use std::collections::BTreeMap;

/// A page of the book before it is woven.
#[derive(Debug)]
pub(super) struct Source {
    /// Its place among the pages: `ch04/README.md`.
    pub(super) path: String,
    /// What the summary calls it.
    pub(super) title: String,
    pub(super) content: String,
    /// What of it is read as sentences.
    pub(super) passages: Vec<Passage>,
}

impl Source {
    pub(super) fn new(path: String, title: String, content: String) -> Self {
        Self {
            passages: passages(&content),
            path,
            title,
            content,
        }
    }
}

/// The pages in the order of the summary, and what follows from all of them.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) sources: Vec<Source>,
    pub(super) glossary: Glossary,
    /// Where each step and exercise is shown, from the root of the site, by its id.
    pub(super) shown: BTreeMap<String, String>,
    /// What is wrong with the pages together.
    pub(super) problems: Vec<String>,
}

impl Contents {
    pub(super) fn of(workspace: &Workspace, sources: Vec<Source>) -> Self {
        let mut problems = Vec::new();
        let glossary = Glossary::of(&sources, &mut problems);
        early::problems(&sources, &glossary, &mut problems);
        glossary::missing(&sources, &glossary, &mut problems);
        problems.sort_by_key(|problem: &Problem| (problem.page, problem.line));
        let problems = problems.iter().map(|problem| {
            let page = &sources[problem.page].path;
            format!("book/pages/{page}:{}: {}", problem.line, problem.says)
        });
        Self {
            problems: problems.collect(),
            shown: shown(workspace, &sources),
            glossary,
            sources,
        }
    }

    /// What is wrong with a whole book whose terms no page lists.
    pub(super) fn unlisted(&self) -> Option<String> {
        let Glossary { page, entries } = &self.glossary;
        let (_, first) = entries.first_key_value().filter(|_| page.is_none())?;
        let headword = &first.headword;
        Some(format!(
            "book/pages/SUMMARY.md: a page defines {headword}, and none of the listed ones has {{{{#glossary}}}}"
        ))
    }

    /// The first page of a chapter, from the root of the site.
    pub(super) fn first_page(&self, chapter: &str) -> Option<String> {
        let mut sources = self.sources.iter();
        let first = sources.find(|source| chapter_of(&source.path) == Some(chapter))?;
        Some(html(&first.path))
    }
}

/// What is wrong with a page, by its place among the sources.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) page: usize,
    pub(super) line: usize,
    pub(super) says: String,
}

impl Problem {
    pub(super) fn new(sources: &[Source], page: usize, offset: usize, says: String) -> Self {
        Self {
            line: line_of(&sources[page].content, offset),
            page,
            says,
        }
    }
}

/// The first place of each step, exercise and experiment, one on a page of its own chapter before any other.
fn shown(workspace: &Workspace, sources: &[Source]) -> BTreeMap<String, String> {
    let mut at_home = BTreeMap::new();
    let mut elsewhere = BTreeMap::new();
    for source in sources {
        for found in directive::find(&source.content) {
            let Some((id, anchor)) = found.directive.ok().and_then(|it| place(workspace, &it))
            else {
                continue;
            };
            let link = format!("{}#{anchor}", html(&source.path));
            let chapter = id.split_once('/').map(|(chapter, _)| chapter);
            if chapter_of(&source.path) == chapter {
                at_home.entry(id).or_insert(link);
            } else {
                elsewhere.entry(id).or_insert(link);
            }
        }
    }
    elsewhere.extend(at_home);
    elsewhere
}

/// The step, exercise or experiment that a directive shows, and the id of the element that shows it.
fn place(workspace: &Workspace, directive: &Directive<'_>) -> Option<(String, String)> {
    match directive {
        Directive::Step(id) => {
            let step = workspace.step(id)?;
            Some((step.id(), format!("step-{}", step.name)))
        }
        Directive::Exercise(id) => {
            let exercise = workspace.exercise(id)?;
            Some((exercise.id(), format!("exercise-{}", exercise.slug)))
        }
        Directive::Try(id) => {
            let experiment = workspace.experiment(id)?;
            let anchor = experiment::anchor(&experiment.name);
            Some((experiment.id(), anchor))
        }
        Directive::Predict(id) => {
            let prediction = workspace.prediction(id)?;
            let anchor = format!("predict-{}", prediction.name);
            Some((prediction.target_id(), anchor))
        }
        _ => None,
    }
}

/// The chapter that a page belongs to: `ch04`.
pub(super) fn chapter_of(path: &str) -> Option<&str> {
    let (folder, _) = path.split_once('/')?;
    is_chapter(folder).then_some(folder)
}

/// The page that mdBook makes of a file.
pub(super) fn html(path: &str) -> String {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    match stem.strip_suffix("README") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index.html"),
        _ => format!("{stem}.html"),
    }
}

/// What a link on a page leads to: a file's place among the pages, and a place in it. A link out of
/// the book is none.
pub(super) fn target<'a>(page: &str, link: &'a str) -> Option<(String, &'a str)> {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
    if path.contains(':') || path.starts_with('/') {
        return None;
    }
    if path.is_empty() {
        return Some((page.to_owned(), place));
    }
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), place))
}

/// The way from a page to what is named from the root.
pub(super) fn way(page: &str, to: &str) -> String {
    let ups = page.matches('/').count();
    format!("{}{to}", "../".repeat(ups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_from_its_page() {
        let to = |page, link| target(page, link).map(|(path, place)| format!("{path}#{place}"));
        assert_eq!(to("ch04/a.md", "b.md#c").unwrap(), "ch04/b.md#c");
        assert_eq!(
            to("ch04/a.md", "../glossary.md#c").unwrap(),
            "glossary.md#c"
        );
        assert_eq!(to("ch04/a.md", "#c").unwrap(), "ch04/a.md#c");
        assert_eq!(to("a.md", "./ch04/b.md").unwrap(), "ch04/b.md#");
        assert_eq!(to("a.md", "https://example.org/glossary.md#c"), None);
        assert_eq!(to("a.md", "mailto:me@example.org"), None);
    }

    #[test]
    fn a_folders_readme_is_its_index() {
        let pages = ["README.md", "ch04/README.md", "ch04/MYREADME.md", "a.md"].map(html);
        assert_eq!(
            pages,
            [
                "index.html",
                "ch04/index.html",
                "ch04/MYREADME.html",
                "a.html"
            ]
        );
    }

    #[test]
    fn only_a_numbered_folder_is_a_chapters() {
        assert_eq!(chapter_of("ch04/x.md"), Some("ch04"));
        assert_eq!(chapter_of("README.md"), None);
        assert_eq!(chapter_of("chess/x.md"), None);
    }
}
