//! Programs that stand on the pages themselves, in fenced blocks, told in parts.

use super::blocks::{Block, Kind, Run, find};
use super::summary::Listed;
use crate::snapshot;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A program that stands on a page and runs there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The chapter whose page it is on: `ch02`.
    pub chapter: String,
    /// Its name: `breakfast-threads`.
    pub name: String,
    /// The page, below the folder of pages: `ch02/threads.md`.
    pub page: String,
    /// What the sidebar calls the page.
    pub page_title: String,
    /// The line of its block on the page.
    pub line: usize,
    /// What its own block holds.
    pub own: String,
    /// The whole program: its parts, then its own block.
    pub program: String,
    /// The file with its pinned output.
    pub snapshot: PathBuf,
    /// Whether only the order of each actor's own lines is pinned.
    pub any_order: bool,
    /// Whether its output depends on the machine, so that none is pinned.
    pub unpinned: bool,
}

/// A piece of programs that stands in a block of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name that programs use it by.
    pub group: String,
    /// The page, below the folder of pages.
    pub page: String,
    /// The line of its block on the page.
    pub line: usize,
    /// What its block holds.
    pub code: String,
    /// The ids of the programs that it is a part of, in reading order.
    pub programs: Vec<String>,
}

/// What the chapters' pages hold beside prose.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The parts of programs, in reading order.
    pub parts: Vec<Part>,
    /// What is wrong with programs and parts, by the page and the line of the block. The pages do
    /// not build with any of these; everything else in the workbook works.
    pub problems: BTreeMap<(String, usize), String>,
}

impl Snippet {
    /// How pages and commands name it: `ch02/breakfast-threads`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// What runs it in a terminal.
    pub fn command(&self) -> String {
        format!("cargo book run {}", self.id())
    }

    /// The output that the tests pinned.
    pub fn pinned(&self) -> Result<String> {
        snapshot::read(&self.snapshot, "book --test snippets")
    }

    /// The file with the times of its lines.
    pub fn recording(&self) -> PathBuf {
        self.snapshot.with_extension("trace")
    }

    /// The name of its snapshot, without the file's ending.
    pub fn snapshot_name(&self) -> String {
        format!("snippet-{}-{}", self.chapter, self.name)
    }
}

/// Reads the programs of the pages, in the order of the summary. `taken` are names that mean
/// something else already.
pub(super) fn read(
    root: &Path,
    listed: &[Listed],
    taken: &BTreeSet<String>,
) -> (Vec<Snippet>, Pages) {
    let mut reader = Reader {
        root,
        taken: taken.clone(),
        snippets: Vec::new(),
        found: Pages::default(),
    };
    let pages: Vec<(&Listed, Vec<Block>)> = listed
        .iter()
        .map(|listed| {
            let file = root.join("book/pages").join(&listed.page);
            // A page that cannot be read is reported by who builds it.
            (listed, find(&fs::read_to_string(file).unwrap_or_default()))
        })
        .collect();
    reader.read(&pages);
    (reader.snippets, reader.found)
}

struct Reader<'a> {
    root: &'a Path,
    taken: BTreeSet<String>,
    snippets: Vec<Snippet>,
    found: Pages,
}

impl Reader<'_> {
    fn read(&mut self, pages: &[(&Listed, Vec<Block>)]) {
        // All parts first: a program that uses a later one is to be told that, not that there is none.
        for (listed, blocks) in pages {
            blocks.iter().for_each(|block| self.part(listed, block));
        }
        let mut at = 0;
        for (listed, blocks) in pages {
            for block in blocks {
                match &block.kind {
                    Ok(Kind::Part(_)) => at += 1,
                    Ok(Kind::Run(run)) => self.program(listed, block, run, at),
                    Ok(Kind::Neither) => {}
                    Err(error) => self.problem(listed, block.line, error.clone()),
                }
            }
        }
        self.unused();
    }

    fn part(&mut self, listed: &Listed, block: &Block) {
        if let Ok(Kind::Part(group)) = &block.kind {
            self.found.parts.push(Part {
                group: group.clone(),
                page: listed.page.clone(),
                line: block.line,
                code: block.code.clone(),
                programs: Vec::new(),
            });
        }
    }

    /// `at` is the number of parts that stand before it.
    fn program(&mut self, listed: &Listed, block: &Block, run: &Run, at: usize) {
        if !self.taken.insert(run.name.clone()) {
            let problem = format!(
                "there is another step or program {}: names are unique",
                run.name
            );
            return self.problem(listed, block.line, problem);
        }
        let parts = match self.parts_of(listed, run, at) {
            Ok(parts) => parts,
            Err(problem) => return self.problem(listed, block.line, problem),
        };
        let mut texts = Vec::new();
        for index in parts {
            let part = &mut self.found.parts[index];
            part.programs
                .push(format!("{}/{}", listed.chapter, run.name));
            texts.push(part.code.trim_matches('\n').to_owned());
        }
        texts.push(block.code.trim_matches('\n').to_owned());
        let program = texts.join("\n\n") + "\n";
        let snippet = snippet(self.root, listed, block, run, program);
        self.snippets.push(snippet);
    }

    /// The parts of a program: those of the groups that it uses, then those of its own name on its
    /// page.
    fn parts_of(&self, listed: &Listed, run: &Run, at: usize) -> Result<Vec<usize>, String> {
        let mut parts: Vec<usize> = Vec::new();
        for group in &run.uses {
            let numbered = self.found.parts.iter().enumerate();
            let of_group: Vec<_> = numbered.filter(|(_, part)| part.group == *group).collect();
            if of_group.is_empty() {
                return Err(format!("it uses {group}, and there is no part={group}"));
            }
            if let Some((_, part)) = of_group.iter().find(|(index, _)| *index >= at) {
                let (page, line) = (&part.page, part.line);
                return Err(format!(
                    "it uses {group}, a part of which stands later: book/pages/{page}:{line}"
                ));
            }
            parts.extend(of_group.iter().map(|(index, _)| index));
        }
        let before = self.found.parts[..at].iter().enumerate();
        let own = before.filter(|(_, part)| part.group == run.name && part.page == listed.page);
        parts.extend(own.map(|(index, _)| index));
        let mut seen = BTreeSet::new();
        parts.retain(|index| seen.insert(*index));
        Ok(parts)
    }

    fn unused(&mut self) {
        let unused = self
            .found
            .parts
            .iter()
            .filter(|part| part.programs.is_empty());
        let problems: Vec<_> = unused
            .map(|part| {
                let group = &part.group;
                let problem = format!(
                    "no program uses this part: a run={group} below it on its page would, or a uses={group}"
                );
                ((part.page.clone(), part.line), problem)
            })
            .collect();
        self.found.problems.extend(problems);
    }

    fn problem(&mut self, listed: &Listed, line: usize, problem: String) {
        let place = (listed.page.clone(), line);
        self.found.problems.insert(place, problem);
    }
}

fn snippet(root: &Path, listed: &Listed, block: &Block, run: &Run, program: String) -> Snippet {
    let mut snippet = Snippet {
        chapter: listed.chapter.clone(),
        name: run.name.clone(),
        page: listed.page.clone(),
        page_title: listed.title.clone(),
        line: block.line,
        own: block.code.clone(),
        program,
        snapshot: PathBuf::new(),
        any_order: run.any_order,
        unpinned: run.unpinned,
    };
    let file = format!("book/tests/snapshots/{}.snap", snippet.snapshot_name());
    snippet.snapshot = root.join(file);
    snippet
}
