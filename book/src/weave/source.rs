//! A piece of a file: all of it, or what stands between the comments of an anchor.

use crate::model::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Component, Path};

/// What `PATH` or `PATH:ANCHOR` names.
pub(super) struct Piece {
    /// The file, relative to the workspace, with `/`.
    pub(super) file: String,
    /// The file's whole text.
    pub(super) source: String,
    /// The piece without anchor comments and common indentation.
    pub(super) code: String,
    /// Its first and last line in the file, if it is not the whole.
    pub(super) lines: Option<RangeInclusive<usize>>,
}

impl Piece {
    pub(super) fn read(workspace: &Workspace, name: &str) -> Result<Self> {
        let (file, anchor) = match name.split_once(':') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (name, None),
        };
        let source = read(workspace, file)?;
        let (code, lines) = match anchor {
            Some(anchor) => {
                let lines = anchored(&source, anchor).with_context(|| file.to_owned())?;
                (without_marks(&source, lines.clone()), Some(lines))
            }
            None => (without_marks(&source, 1..=usize::MAX), None),
        };
        if code.trim().is_empty() {
            bail!("{name} is empty");
        }
        Ok(Self {
            file: file.to_owned(),
            code: dedented(&code),
            source,
            lines,
        })
    }

    /// The language after its name, for a code fence.
    pub(super) fn language(&self) -> &str {
        language(&self.file)
    }
}

/// Reads a file that is named from the root of the workspace, never one outside of it.
pub(super) fn read(workspace: &Workspace, file: &str) -> Result<String> {
    let parts = Path::new(file).components();
    let stays_inside = parts
        .clone()
        .all(|part| matches!(part, Component::Normal(_)));
    if !stays_inside || file.contains('\\') {
        bail!("{file}: a path goes down from the workspace's root, without `..`");
    }
    let path = workspace.root.join(file);
    if !path.is_file() {
        bail!("there is no file {file}");
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
    Ok(text.replace("\r\n", "\n"))
}

pub(super) fn language(file: &str) -> &str {
    match file.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "rs" => "rust",
        "toml" => "toml",
        "s" | "S" => "x86asm",
        "sh" => "sh",
        _ => "text",
    }
}

/// The lines between an anchor's two comments. An anchor that is missing, there twice or without
/// an end is an error.
pub(super) fn anchored(source: &str, anchor: &str) -> Result<RangeInclusive<usize>> {
    let mut start = None;
    let mut end = None;
    for (number, line) in (1..).zip(source.lines()) {
        match mark(line) {
            Some(Mark::Start(name)) if name == anchor => {
                let again = start.replace(number).is_some();
                if again {
                    bail!("the anchor {anchor} is there twice, the second time in line {number}");
                }
            }
            Some(Mark::End(name)) if name == anchor => {
                if start.is_none() {
                    bail!("the anchor {anchor} ends in line {number} before it starts");
                }
                end.get_or_insert(number);
            }
            _ => {}
        }
    }
    match (start, end) {
        (Some(start), Some(end)) => Ok(start + 1..=end - 1),
        (Some(start), None) => bail!("the anchor {anchor} of line {start} has no end"),
        (None, _) => bail!("there is no anchor {anchor}{}", others(source)),
    }
}

fn others(source: &str) -> String {
    let names: Vec<&str> = source
        .lines()
        .filter_map(|line| match mark(line) {
            Some(Mark::Start(name)) => Some(name),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("; there are {}", names.join(", "))
    }
}

enum Mark<'a> {
    Start(&'a str),
    End(&'a str),
}

/// A line that is an anchor's comment, as mdBook understands it.
fn mark(line: &str) -> Option<Mark<'_>> {
    let name = |rest: &'_ str| -> usize {
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
        rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())
    };
    let (start, text) = match (line.split_once("ANCHOR:"), line.split_once("ANCHOR_END:")) {
        (Some((_, text)), _) => (true, text),
        (None, Some((_, text))) => (false, text),
        (None, None) => return None,
    };
    let text = text.trim_start();
    match &text[..name(text)] {
        "" => None,
        name if start => Some(Mark::Start(name)),
        name => Some(Mark::End(name)),
    }
}

/// What a program writes to state something, before its `!(`.
const STATEMENTS: [&str; 11] = [
    "trace", "runs", "ready", "waits", "ends", "spawns", "wakes", "unparks", "sends", "resumes",
    "polls",
];

/// The lines in which something is stated, and which line of the text without anchors' comments each is, from 0.
pub(super) fn statements(source: &str) -> Vec<(usize, usize)> {
    let mut shown = 0;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(source.lines()) {
        if mark(line).is_some() {
            continue;
        }
        if states(line) {
            found.push((number, shown));
        }
        shown += 1;
    }
    found
}

fn states(line: &str) -> bool {
    let mut calls = line.match_indices("!(");
    calls.any(|(at, _)| {
        let name = line[..at].rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_');
        name.take(1).any(|name| STATEMENTS.contains(&name))
    })
}

/// Some lines of a file, without the anchors' comments in them.
pub(super) fn without_marks(source: &str, lines: RangeInclusive<usize>) -> String {
    let shown = unmarked(source, lines).into_iter();
    shown.flat_map(|(_, line)| [line, "\n"]).collect()
}

/// The same lines with their numbers in the file.
pub(super) fn unmarked(source: &str, lines: RangeInclusive<usize>) -> Vec<(usize, &str)> {
    let numbered = (1..).zip(source.lines());
    let shown = numbered.filter(|(number, line)| lines.contains(number) && mark(line).is_none());
    shown.collect()
}

/// The text moved to the left by the indentation that all its lines share, without blank lines at
/// its ends.
pub(super) fn dedented(code: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = code.lines().map(str::trim_end).collect();
    let common = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| indent(line))
        .min();
    let shown = lines
        .iter()
        .map(|line| line.get(common.unwrap_or(0)..).unwrap_or_default());
    let text = shown.collect::<Vec<_>>().join("\n");
    format!("{}\n", text.trim_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
fn a() {
    // ANCHOR: outer
    one();
    // ANCHOR: inner
    two();

    // ANCHOR_END: inner
    // ANCHOR_END: outer
}
";

    #[test]
    fn an_anchor_is_the_lines_between_its_comments() {
        assert_eq!(anchored(SOURCE, "outer").unwrap(), 3..=7);
        assert_eq!(dedented(&without_marks(SOURCE, 3..=7)), "one();\ntwo();\n");
    }

    #[test]
    fn a_line_that_states_something_is_known_and_where_it_is_shown() {
        let source = "// ANCHOR: x\nfn a() {\n    trace!(\n    println!();\n// ANCHOR_END: x\n\
                      x => trace::waits!(\"a\", \"b\"),\nextends!(\n";
        assert_eq!(statements(source), [(3, 1), (6, 3)]);
    }

    #[test]
    fn a_missing_anchor_names_the_others() {
        assert_eq!(
            anchored(SOURCE, "innner").unwrap_err().to_string(),
            "there is no anchor innner; there are outer, inner"
        );
    }

    #[test]
    fn an_anchor_must_end_and_be_there_once() {
        let error = |source| anchored(source, "a").unwrap_err().to_string();
        assert_eq!(error("// ANCHOR: a\n"), "the anchor a of line 1 has no end");
        assert_eq!(
            error("// ANCHOR_END: a\n// ANCHOR: a\n"),
            "the anchor a ends in line 1 before it starts"
        );
        assert_eq!(
            error("// ANCHOR: a\n// ANCHOR_END: a\n// ANCHOR: a\n"),
            "the anchor a is there twice, the second time in line 3"
        );
    }

    #[test]
    fn inner_indentation_and_inner_blank_lines_stay() {
        assert_eq!(
            dedented("\n    a {\n\n        b\n    }\n\n"),
            "a {\n\n    b\n}\n"
        );
    }
}
