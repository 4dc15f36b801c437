//! The preprocessor that turns a page's directives into what a reader sees: code from files that
//! compile, output that tests pinned, exercises.
//!
//! It runs before mdBook's own `links`, whose directives it only checks. What it emits is Markdown
//! with raw HTML in it. CommonMark ends a block of HTML at a blank line, so `html` writes none.

mod actors;
mod answer;
mod code;
mod compare;
mod compiler;
mod contents;
mod diff;
mod directive;
mod early;
mod excerpt;
mod exercise;
mod experiment;
mod figure;
mod giveaway;
mod glossary;
mod html;
mod include;
mod index;
mod interleave;
mod link;
mod machine;
mod measure;
mod moving;
mod page;
mod place;
mod plot;
mod predict;
mod prose;
mod protocol;
mod recorded;
mod sentence;
mod snippet;
mod source;
mod step;
mod term;
mod whole;

pub use protocol::{run, supports};

use crate::model::Workspace;
use anyhow::bail;
use contents::{Contents, Source};
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use page::Page;
use std::collections::BTreeSet;
use std::path::Path;

/// The preprocessor, for a workbook that was read.
#[derive(Debug)]
pub struct Weave {
    workspace: Workspace,
    is_for_reader: bool,
}

impl Weave {
    /// Its name in `book.toml`.
    pub const NAME: &str = "weave";

    /// A preprocessor for the pages of this workbook.
    pub fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            is_for_reader: false,
        }
    }

    /// One for a reader who may be at work on the files: an experiment that does not fit them any more
    /// says so on its page, and keeps no other page from being read.
    pub fn for_reader(workspace: Workspace) -> Self {
        Self {
            workspace,
            is_for_reader: true,
        }
    }
}

impl Preprocessor for Weave {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let pages = ctx.root.join(&ctx.config.book.src);
        let mut files = BTreeSet::new();
        let contents = Contents::of(&self.workspace, sources(&book));
        let mut problems = contents.problems.clone();
        problems.extend(contents.unlisted());
        problems.extend(predict::lost(&self.workspace));
        book.for_each_chapter_mut(|chapter| {
            if let (Some(path), Some(source)) = (&chapter.path, &chapter.source_path) {
                let mut page = Page::new(&self.workspace, &contents, path, &pages.join(source));
                page.is_of_reader = self.is_for_reader;
                chapter.content = page.weave(&chapter.content);
                files.append(&mut page.files);
                problems.append(&mut page.problems);
            }
        });
        if !problems.is_empty() {
            bail!(problems.join("\n"));
        }
        let whole = whole::pages(&self.workspace, &files)?;
        if !whole.is_empty() {
            book.push_item(BookItem::Separator);
            whole.into_iter().for_each(|page| {
                book.push_item(page);
            });
        }
        Ok(book)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(supports(renderer))
    }
}

/// The pages in the order of the summary, as they were written.
fn sources(book: &Book) -> Vec<Source> {
    let listed = book.chapters().filter_map(|chapter| {
        let path = chapter.source_path.as_ref()?;
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        Some(Source::new(
            parts.join("/"),
            chapter.name.clone(),
            chapter.content.clone(),
        ))
    });
    listed.collect()
}

/// Weaves one page by itself, as the book's build does: the Markdown that mdBook gets.
///
/// `path` is the page's place among the pages, `ch04/README.md`. The error has a line for each
/// problem.
pub fn page(workspace: &Workspace, path: &str, content: &str) -> anyhow::Result<String> {
    let source = workspace.root.join("book/pages").join(path);
    let title = content.lines().next().unwrap_or_default();
    let title = title.trim_start_matches('#').trim().to_owned();
    let alone = Source::new(path.to_owned(), title, content.to_owned());
    let contents = Contents::of(workspace, vec![alone]);
    let mut page = Page::new(workspace, &contents, Path::new(path), &source);
    page.problems.extend(contents.problems.clone());
    let woven = page.weave(content);
    if page.problems.is_empty() {
        Ok(woven)
    } else {
        bail!(page.problems.join("\n"))
    }
}
