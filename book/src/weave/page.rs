//! One page: its directives replaced, its problems collected.

use super::answer::{self, Answers};
use super::contents::{Contents, chapter_of, html};
use super::directive::{self, Directive, Found};
use super::{
    actors, code, compare, diff, exercise, experiment, figure, giveaway, glossary, include, index,
    interleave, link, machine, measure, moving, predict, snippet, step,
};
use crate::model::{Snippet, Workspace};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub(super) struct Page<'a> {
    pub(super) workspace: &'a Workspace,
    /// What it must know of the other pages.
    pub(super) contents: &'a Contents,
    /// Where the page's own file lies.
    pub(super) source: PathBuf,
    /// The files that it shows code of, relative to the workspace, with `/`.
    pub(super) files: BTreeSet<String>,
    /// What is wrong with it: `book/pages/ch04/x.md:12: …`.
    pub(super) problems: Vec<String>,
    /// Whether it is for a reader who may be at work on the files.
    pub(super) is_of_reader: bool,
    /// `../` for each folder that the page is in.
    to_root: String,
    /// How often each id was given.
    ids: BTreeMap<String, usize>,
    /// The ids of what its questions are about.
    asked: BTreeSet<String>,
    /// Whether the page shows output, whose colours a script needs.
    speaks: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        contents: &'a Contents,
        path: &Path,
        source: &Path,
    ) -> Self {
        let depth = path
            .parent()
            .map_or(0, |parent| parent.components().count());
        Self {
            workspace,
            contents,
            source: source.to_owned(),
            files: BTreeSet::new(),
            problems: Vec::new(),
            is_of_reader: false,
            to_root: "../".repeat(depth),
            ids: BTreeMap::new(),
            asked: BTreeSet::new(),
            speaks: false,
        }
    }

    /// The page with every directive replaced. Those that cannot be are left, and are problems.
    pub(super) fn weave(&mut self, content: &str) -> String {
        for (line, problem) in include::problems(self, content) {
            self.problem(line, &problem);
        }
        let content = &link::to_index(content);
        let mut woven = String::new();
        let mut rest = 0;
        let mut all = directive::find(content);
        all.extend(snippet::find(self, content));
        all.sort_by_key(|found| found.range.start);
        self.fold(content, &all);
        for found in all {
            let is_inline = found.is_inline();
            match found.directive.and_then(|directive| self.expand(directive)) {
                Ok(expanded) => {
                    woven.push_str(&content[rest..found.range.start]);
                    if is_inline {
                        woven.push_str(&expanded);
                    } else {
                        // Blank lines around it, so that it is a block of its own.
                        woven.push_str(&format!("\n{}\n", expanded.trim_end()));
                    }
                    rest = found.range.end;
                }
                Err(error) => self.problem(found.line, &format!("{error:#}")),
            }
        }
        woven.push_str(&content[rest..]);
        if self.speaks {
            woven.push_str(&format!("\n\n{}\n", actors::table()));
        }
        woven
    }

    fn expand(&mut self, directive: Directive<'_>) -> Result<String> {
        match directive {
            Directive::Code(path) => code::expand(self, path),
            Directive::Step(id) => step::expand(self, id),
            Directive::Diff(from, to) => diff::expand(self, from, to),
            Directive::Exercise(id) => exercise::expand(self, id),
            Directive::Predict(id) => predict::expand(self, id),
            Directive::Try(id) => experiment::expand(self, id),
            Directive::Answer(id) => Ok(answer::begin(id)),
            Directive::EndAnswer => Ok(answer::end()),
            Directive::Compare(runs, caption) => compare::expand(self, runs, caption),
            Directive::Figure(path, caption) => figure::expand(self, path, caption),
            Directive::Corofy(folder, names) => machine::to_edit(self, folder, &names),
            Directive::Machine(id) => machine::of_step(self, id),
            Directive::Interleave(ids) => interleave::expand(self, &ids),
            Directive::Measure(id) => measure::expand(self, id),
            Directive::Moving(folder) => moving::expand(self, folder),
            Directive::Term(term) => Ok(term.definition()),
            Directive::Glossary => glossary::expand(self),
            Directive::Index => Ok(index::expand(self)),
            Directive::Block(block) => snippet::expand(self, &block),
        }
    }

    /// Finds what is wrong with questions and the text that answers them, and which programs are asked
    /// about.
    fn fold(&mut self, content: &str, all: &[Found<'_>]) {
        let workspace = self.workspace;
        let answers = Answers::of(workspace, all);
        let given = giveaway::problems(workspace, content, all, &answers);
        for (line, problem) in answers.problems.iter().chain(&given) {
            self.problem(*line, problem);
        }
        let asked = all.iter().filter_map(|found| match found.directive {
            Ok(Directive::Predict(id)) => Some(workspace.prediction(id)?.target_id()),
            _ => None,
        });
        self.asked = asked.collect();
    }

    fn problem(&mut self, line: usize, problem: &str) {
        let page = self.workspace.relative(&self.source);
        let problem = problem.replace(&format!("{}/", self.workspace.root.display()), "");
        self.problems.push(format!("{page}:{line}: {problem}"));
    }

    /// Its name among the pages: `ch02/threads.md`.
    pub(super) fn name(&self) -> String {
        let name = self.workspace.relative(&self.source);
        name.strip_prefix("book/pages/").unwrap_or(&name).to_owned()
    }

    /// Whether it is a chapter's, where every line of Rust comes from something that compiles.
    pub(super) fn is_of_chapter(&self) -> bool {
        chapter_of(&self.name()).is_some()
    }

    /// An id that no other element of the page has from here.
    pub(super) fn id(&mut self, wanted: &str) -> String {
        let count = self.ids.entry(wanted.to_owned()).or_default();
        *count += 1;
        match count {
            1 => wanted.to_owned(),
            nth => format!("{wanted}-{nth}"),
        }
    }

    /// A link from this page to another, named from the root of the site.
    pub(super) fn link(&self, target: &str) -> String {
        format!("{}{target}", self.to_root)
    }

    /// A link from this page to an element of another: `ch02/threads.md`, `snippet-x`.
    pub(super) fn link_to(&self, page: &str, id: &str) -> String {
        if page == self.name() {
            return format!("#{id}");
        }
        self.link(&format!("{}#{id}", html(page)))
    }

    /// Whether a question of this page is about a program, and so shows it.
    pub(super) fn asks_about(&self, program: &Snippet) -> bool {
        self.asked.contains(&program.id())
    }

    /// Notes that the page shows output.
    pub(super) fn shows_output(&mut self) {
        self.speaks = true;
    }
}
