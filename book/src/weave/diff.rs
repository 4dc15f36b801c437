//! `{{#diff ch08/src/executor.rs ch09/src/executor.rs}}`: what changed between two pieces.

use super::code::{place_of, whole_file};
use super::html::escape;
use super::page::Page;
use super::source::Piece;
use anyhow::{Result, bail};
use similar::{ChangeTag, TextDiff};

/// How many unchanged lines are shown around a change.
const AROUND: usize = 3;

/// The same for an experiment, which is read in the middle of a text.
const NEAR: usize = 2;

pub(super) fn expand(page: &mut Page<'_>, from: &str, to: &str) -> Result<String> {
    let old = Piece::read(page.workspace, from)?;
    let new = Piece::read(page.workspace, to)?;
    if old.code == new.code {
        bail!("{from} and {to} are equal");
    }
    let place = place_of(&new);
    let whole = whole_file(page, &new.file);
    let (from, to) = (escape(&old.file), escape(&new.file));
    let names = if from == to {
        format!("<span class=\"wb-file\">{to}</span>")
    } else {
        format!("<span class=\"wb-file\">{from}</span> → <span class=\"wb-file\">{to}</span>")
    };
    let body = body(&old.code, &new.code);
    Ok(format!(
        "<figure class=\"wb-diff\" data-from=\"{from}\" data-file=\"{to}\">\
         <figcaption class=\"wb-head\">{names}{place} {whole}</figcaption>\
         <pre class=\"wb-diff-body\"><code>{body}</code></pre></figure>\n"
    ))
}

fn body(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let changes: Vec<_> = diff.iter_all_changes().collect();
    let mut body = String::new();
    let mut skipped = 0;
    for (at, change) in changes.iter().enumerate() {
        let near = &changes[at.saturating_sub(AROUND)..changes.len().min(at + AROUND + 1)];
        if near.iter().all(|change| change.tag() == ChangeTag::Equal) {
            skipped += 1;
            continue;
        }
        body.push_str(&skip(std::mem::take(&mut skipped)));
        body.push_str(&line(change.tag(), change.value()));
    }
    body + &skip(skipped)
}

/// A small change with a little of what is around it, without a word about the rest.
pub(super) fn short(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let groups = diff.grouped_ops(NEAR);
    let groups = groups.iter().map(|group| -> String {
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        changes
            .map(|change| line(change.tag(), change.value()))
            .collect()
    });
    let groups: Vec<String> = groups.collect();
    groups.join("<span class=\"wb-skip\">…&#10;</span>")
}

fn line(tag: ChangeTag, text: &str) -> String {
    let class = match tag {
        ChangeTag::Equal => "wb-same",
        ChangeTag::Delete => "wb-del",
        ChangeTag::Insert => "wb-add",
    };
    let text = escape(text.trim_end_matches('\n'));
    format!("<span class=\"{class}\">{text}&#10;</span>")
}

fn skip(lines: usize) -> String {
    match lines {
        0 => String::new(),
        1 => "<span class=\"wb-skip\">1 line as before&#10;</span>".to_owned(),
        lines => format!("<span class=\"wb-skip\">{lines} lines as before&#10;</span>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_a_change_is_counted_only() {
        let old: String = (1..=9).map(|number| format!("{number}\n")).collect();
        let new = old.replace("5\n", "five\n");
        assert_eq!(
            body(&old, &new)
                .replace("&#10;</span>", "\n")
                .replace("<span class=\"wb-", ""),
            "skip\">1 line as before\nsame\">2\nsame\">3\nsame\">4\ndel\">5\nadd\">five\n\
             same\">6\nsame\">7\nsame\">8\nskip\">1 line as before\n"
        );
    }
}
