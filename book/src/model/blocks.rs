//! The fenced Rust blocks of a page: programs that run in place, and the parts of such programs.

use anyhow::{Context, Result, bail};
use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;

/// A fenced Rust block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// What is between the fences.
    pub code: String,
    /// What its attributes make of it, or what is wrong with them.
    pub kind: Result<Kind, String>,
    /// The block in the page, with its fences.
    pub range: Range<usize>,
    /// The line of the first fence.
    pub line: usize,
}

/// What a block's attributes make of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// ```` ```rust,run=NAME ````
    Run(Run),
    /// ```` ```rust,part=GROUP ````
    Part(String),
    /// None of both.
    Neither,
}

/// The attributes of a program.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// `run=NAME`
    pub name: String,
    /// `any-order`
    pub any_order: bool,
    /// `unpinned`
    pub unpinned: bool,
    /// `uses=A+B`
    pub uses: Vec<String>,
}

/// The Rust blocks of a page, in order.
pub(crate) fn find(content: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(Range<usize>, String, String)> = None;
    let events = new_cmark_parser(content, &MarkdownOptions::default()).into_offset_iter();
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_rust(&info) => {
                open = Some((range, info.to_string(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, _, code)) = &mut open {
                    code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((range, info, code)) = open.take() {
                    blocks.push(block(content, range, &info, code));
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The first word of a fence's information is its language.
fn is_rust(info: &str) -> bool {
    matches!(words(info).next(), Some("rust" | "rs"))
}

fn words(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|word| !word.is_empty())
}

fn block(content: &str, range: Range<usize>, info: &str, code: String) -> Block {
    let before = &content[..range.start];
    let is_alone = before.is_empty() || before.ends_with('\n');
    let kind = match kind(info) {
        Ok(Kind::Run(_) | Kind::Part(_)) if !is_alone => Err(
            "a program's block starts at the beginning of a line, in no list and no quotation"
                .to_owned(),
        ),
        kind => kind.map_err(|error| format!("{error:#}")),
    };
    Block {
        code: code.replace("\r\n", "\n"),
        kind,
        line: 1 + before.matches('\n').count(),
        range,
    }
}

fn kind(info: &str) -> Result<Kind> {
    let mut run = Run::default();
    let (mut name, mut part) = (None, None);
    let mut only_run = None;
    for word in words(info).skip(1) {
        match word.split_once('=').unwrap_or((word, "")) {
            ("run", value) => once(&mut name, word, value)?,
            ("part", value) => once(&mut part, word, value)?,
            ("uses", value) if run.uses.is_empty() => {
                run.uses = value.split('+').map(named).collect::<Result<_>>()?;
                only_run = Some(word);
            }
            ("any-order", "") => (run.any_order, only_run) = (true, Some(word)),
            ("unpinned", "") => (run.unpinned, only_run) = (true, Some(word)),
            _ => bail!(
                "a block of Rust has no attribute {word}: there are run=NAME, any-order, unpinned, \
                 uses=A+B and part=GROUP"
            ),
        }
    }
    match (name, part, only_run) {
        (Some(_), Some(_), _) => bail!("a block is a program, run=NAME, or a part, part=GROUP"),
        (_, _, _) if run.any_order && run.unpinned => {
            bail!("any-order compares an output, and unpinned has none to compare with")
        }
        (Some(name), None, _) => {
            run.name = name;
            Ok(Kind::Run(run))
        }
        (None, _, Some(word)) => bail!("{word} is of use only behind run=NAME"),
        (None, Some(group), None) => Ok(Kind::Part(group)),
        (None, None, None) => Ok(Kind::Neither),
    }
}

fn once(slot: &mut Option<String>, word: &str, value: &str) -> Result<()> {
    match slot.replace(named(value).with_context(|| word.to_owned())?) {
        Some(before) => bail!("{word} comes after another, {before}"),
        None => Ok(()),
    }
}

/// The name of a program or a group of parts: part of a file's name, and of a link.
fn named(name: &str) -> Result<String> {
    let is_letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) || !name.bytes().all(is_letter) {
        bail!("a name is a lower-case letter, then letters, digits and hyphens, not {name:?}");
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(content: &str) -> Vec<String> {
        let kinds = find(content).into_iter().map(|block| match block.kind {
            Ok(Kind::Run(run)) => format!("{} run {} {:?}", block.line, run.name, run.uses),
            Ok(Kind::Part(group)) => format!("{} part {group}", block.line),
            Ok(Kind::Neither) => format!("{} neither", block.line),
            Err(error) => format!("{} {error}", block.line),
        });
        kinds.collect()
    }

    #[test]
    fn only_fences_of_rust_are_found_with_their_line_and_text() {
        let content = "```text\nx\n```\n\n```rust,run=one,any-order\nfn main() {}\n\n// end\n```\n\n\
                       ~~~rust,part=two\nlet a;\n~~~\n\n    ```rust,run=code\n\n```rust,run=x,uses=a+b\n```\n";
        assert_eq!(
            kinds(content),
            ["5 run one []", "11 part two", "17 run x [\"a\", \"b\"]"]
        );
        assert_eq!(find(content)[0].code, "fn main() {}\n\n// end\n");
        assert!(content[find(content)[0].range.clone()].ends_with("// end\n```"));
    }

    #[test]
    fn what_is_wrong_with_attributes_is_said() {
        let error = |info: &str| {
            let found = kinds(&format!("```rust,{info}\n```\n"));
            found[0].trim_start_matches("1 ").to_owned()
        };
        assert!(error("ignore").starts_with("a block of Rust has no attribute ignore: "));
        assert!(error("any-order=yes").starts_with("a block of Rust has no attribute any-order="));
        assert!(error("run").starts_with("run: a name is a lower-case letter"));
        assert!(error("run=../up").contains("not \"../up\""));
        assert!(error("run=A").contains("not \"A\""));
        assert!(error("run=a,uses=b+").contains("not \"\""));
        assert_eq!(error("run=a,run=b"), "run=b comes after another, a");
        assert!(error("run=a,part=b").starts_with("a block is a program"));
        assert_eq!(
            error("part=a,unpinned"),
            "unpinned is of use only behind run=NAME"
        );
        assert_eq!(
            error("any-order"),
            "any-order is of use only behind run=NAME"
        );
        assert!(error("run=a,unpinned,any-order").starts_with("any-order compares"));
        assert_eq!(error(""), "neither");
    }

    #[test]
    fn a_program_stands_alone() {
        for content in ["> ```rust,run=a\n> ```\n", "- ```rust,run=a\n  ```\n"] {
            assert!(
                kinds(content)[0].contains("in no list and no quotation"),
                "{content}"
            );
        }
    }
}
