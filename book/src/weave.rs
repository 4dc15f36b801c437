//! The preprocessor that turns a page's directives into what a reader sees: code from files that
//! compile, output that tests pinned, exercises.
//!
//! It runs before mdBook's own `links`, whose directives it only checks. What it emits is Markdown
//! with raw HTML in it. CommonMark ends a block of HTML at a blank line, so `html` writes none.

mod actors;
mod code;
mod diff;
mod directive;
mod exercise;
mod figure;
mod html;
mod include;
mod link;
mod page;
mod place;
mod predict;
mod protocol;
mod source;
mod step;
mod whole;

pub use protocol::{run, supports};

use crate::model::Workspace;
use anyhow::bail;
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
}

impl Weave {
    /// Its name in `book.toml`.
    pub const NAME: &str = "weave";

    /// A preprocessor for the pages of this workbook.
    pub fn new(workspace: Workspace) -> Self {
        Self { workspace }
    }
}

impl Preprocessor for Weave {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let pages = ctx.root.join(&ctx.config.book.src);
        let mut files = BTreeSet::new();
        let mut problems = Vec::new();
        book.for_each_chapter_mut(|chapter| {
            if let (Some(path), Some(source)) = (&chapter.path, &chapter.source_path) {
                let mut page = Page::new(&self.workspace, path, &pages.join(source));
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

/// Weaves one page by itself, as the book's build does: the Markdown that mdBook gets.
///
/// `path` is the page's place among the pages, `ch04/README.md`. The error has a line for each
/// problem.
pub fn page(workspace: &Workspace, path: &str, content: &str) -> anyhow::Result<String> {
    let source = workspace.root.join("book/pages").join(path);
    let mut page = Page::new(workspace, Path::new(path), &source);
    let woven = page.weave(content);
    if page.problems.is_empty() {
        Ok(woven)
    } else {
        bail!(page.problems.join("\n"))
    }
}
