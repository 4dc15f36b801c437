//! `{{#diff ch08/src/executor.rs ch09/src/executor.rs}}`: what changed between two pieces.

use super::code::{place_of, whole_file};
use super::html::escape;
use super::page::Page;
use super::source::Piece;
use anyhow::{Result, bail};
use similar::{ChangeTag, TextDiff};

/// How many unchanged lines are shown around a change.
const AROUND: usize = 3;

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
        let class = match change.tag() {
            ChangeTag::Equal => "wb-same",
            ChangeTag::Delete => "wb-del",
            ChangeTag::Insert => "wb-add",
        };
        let line = escape(change.value().trim_end_matches('\n'));
        body.push_str(&format!("<span class=\"{class}\">{line}&#10;</span>"));
    }
    body + &skip(skipped)
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
