//! The pages at the end of the book with every file that a page shows a piece of.

use super::html::fenced;
use super::source;
use crate::model::{Workspace, is_chapter};
use anyhow::Result;
use mdbook_preprocessor::book::Chapter;
use std::collections::{BTreeMap, BTreeSet};

/// One page for each crate, with its files under a heading each.
pub(super) fn pages(workspace: &Workspace, files: &BTreeSet<String>) -> Result<Vec<Chapter>> {
    let mut crates: BTreeMap<(bool, &str), Vec<&str>> = BTreeMap::new();
    for file in files {
        let folder = folder(file);
        let is_chapter = workspace
            .chapters
            .iter()
            .any(|chapter| chapter.name == folder);
        crates.entry((!is_chapter, folder)).or_default().push(file);
    }
    let pages = crates.into_iter().map(|((_, folder), mut files)| {
        // The library is what later chapters build on: before the programs.
        files.sort_by_key(|file| (file.contains("/bin/"), *file));
        page(workspace, folder, &files)
    });
    pages.collect()
}

fn page(workspace: &Workspace, folder: &str, files: &[&str]) -> Result<Chapter> {
    let chapter = folder
        .strip_prefix("ch")
        .and_then(|number| number.parse::<u8>().ok());
    let title = match chapter {
        Some(number) => format!("The code of chapter {number}"),
        None => format!("The code of {folder}"),
    };
    let mut content = format!("# {title}\n");
    for file in files {
        let source = source::read(workspace, file)?;
        let text = source::without_marks(&source, 1..=usize::MAX);
        let code = fenced(source::language(file), &text);
        let id = id(file);
        let lines = lines(&id, &source);
        content.push_str(&format!(
            "\n## `{file}` {{#{id}}}\n\n<div class=\"wb-lines\">{lines}\n\n{code}\n\n</div>\n"
        ));
    }
    Ok(Chapter::new(
        &title,
        content,
        format!("code/{folder}.md"),
        Vec::new(),
    ))
}

/// A place for each line that a timeline may lead to, over the line: the anchors' comments aren't shown.
fn lines(id: &str, source: &str) -> String {
    let places = source::statements(source).into_iter();
    let places = places.map(|(line, shown)| {
        format!("<a id=\"{id}-L{line}\" class=\"wb-place\" style=\"--line: {shown}\"></a>")
    });
    places.collect()
}

/// The place of a whole file, from the root of the site. The place of a line that makes a statement has `-L` and the
/// line's number behind it.
pub(super) fn target(file: &str) -> String {
    format!("code/{}.html#{}", folder(file), id(file))
}

/// The crate that a file is in: the folder at the top of the workspace, or that of a chapter in `book`.
fn folder(file: &str) -> &str {
    let in_book = file.strip_prefix("book/").and_then(|it| it.split_once('/'));
    if let Some((chapter, _)) = in_book.filter(|(folder, _)| is_chapter(folder)) {
        return chapter;
    }
    match file.split_once('/') {
        Some((folder, _)) => folder,
        None => "workspace",
    }
}

/// A stable id. No two files of the workspace differ only in what is replaced.
fn id(file: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            letter
        } else {
            '-'
        }
    };
    file.chars().map(letter).collect()
}
