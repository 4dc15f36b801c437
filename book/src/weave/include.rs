//! mdBook's own `{{#include}}` and its kin: expanded by mdBook, which lets a missing file or anchor
//! pass, and so checked here. mdBook expands them inside of code too.

use super::directive::line_of;
use super::page::Page;
use super::source;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What is wrong with the page's includes, each with its line.
pub(super) fn problems(page: &Page<'_>, content: &str) -> Vec<(usize, String)> {
    let mut problems = Vec::new();
    for (start, _) in content.match_indices("{{") {
        if is_escaped(content, start) {
            continue;
        }
        let inside = &content[start + 2..];
        let Some((inside, _)) = inside.split_once("}}") else {
            continue;
        };
        let Some(inside) = inside.trim_start().strip_prefix('#') else {
            continue;
        };
        let mut words = inside.split_whitespace();
        let name = words.next().unwrap_or_default();
        if let ("include" | "rustdoc_include" | "playground" | "playpen", Some(target)) =
            (name, words.next())
            && let Err(error) = check(page, target)
        {
            problems.push((line_of(content, start), format!("{error:#}")));
        }
    }
    problems
}

/// A backslash leaves alone what follows it up to the line's last braces.
fn is_escaped(content: &str, start: usize) -> bool {
    let line = content[..start].rfind('\n').map_or(0, |at| at + 1);
    content[line..start].ends_with('\\') || content[line..start].contains("\\{{#")
}

fn check(page: &Page<'_>, target: &str) -> Result<()> {
    let (file, part) = target.split_once(':').unwrap_or((target, ""));
    let folder = page.source.parent().unwrap_or(Path::new(""));
    let path = folder.join(file);
    let inside = path
        .canonicalize()
        .ok()
        .zip(page.workspace.root.canonicalize().ok());
    match inside {
        Some((path, root)) if path.starts_with(&root) && path.is_file() => {}
        Some((path, _)) if path.is_file() => bail!("{file} is outside of the workspace"),
        _ => bail!("there is no file {file} to include"),
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
    let first = part.split(':').next().unwrap_or_default();
    match first.parse::<usize>() {
        Ok(line) if line > text.lines().count() => bail!("{file} has no line {line}"),
        Err(_) if !first.is_empty() => {
            source::anchored(&text, first).with_context(|| file.to_owned())?;
            Ok(())
        }
        _ => Ok(()),
    }
}
