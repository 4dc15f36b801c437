//! Text as HTML, and HTML as a part of Markdown.

use mdbook_markdown::pulldown_cmark::{Event, Tag, TagEnd, html::push_html};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

/// A text as it can stand in an element or an attribute of a raw HTML block: no blank line ends the
/// block, and nothing in it is taken for one of mdBook's directives.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '{' => escaped.push_str("&#123;"),
            '\n' => escaped.push_str("&#10;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A sentence in Markdown as HTML on one line, without a paragraph around it.
pub(super) fn sentence(markdown: &str) -> String {
    let events = new_cmark_parser(markdown.trim(), &MarkdownOptions::default());
    let events = events
        .filter(|event| {
            !matches!(
                event,
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        })
        .map(|event| match event {
            Event::SoftBreak => Event::Text(" ".into()),
            other => other,
        });
    let mut html = String::new();
    push_html(&mut html, events);
    html.trim().replace('\n', " ").replace("{{", "&#123;&#123;")
}

/// JSON in which nothing ends the element, and nothing is taken for one of mdBook's directives. Those letters stand
/// in strings only.
pub(super) fn json_in_page(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.replace("{{", "{\\u007b").chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text
}

/// Code between fences, as it is written: nothing hidden, nothing expanded.
pub(super) fn fenced(language: &str, code: &str) -> String {
    let fence = "`".repeat(longest_run_of_backticks(code).max(2) + 1);
    let mut text = format!("{fence}{language}\n");
    for line in code.lines() {
        let line = if language == "rust" {
            unhidden(line)
        } else {
            line.to_owned()
        };
        text.push_str(&inert(&line));
        text.push('\n');
    }
    text + &fence
}

/// A text in which mdBook expands nothing: a backslash before a directive tells it to leave it
/// and the rest of its line alone, and is removed.
pub(super) fn inert(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(inert_line).collect();
    lines.join("\n")
}

fn inert_line(line: &str) -> String {
    match line.find("{{#") {
        Some(at) if line[at..].contains("}}") => {
            format!("{}\\{}", &line[..at], &line[at..])
        }
        _ => line.to_owned(),
    }
}

/// mdBook hides a Rust line that starts with `# `, and shows `##` as `#`.
fn unhidden(line: &str) -> String {
    let code = line.trim_start();
    let hides = code == "#" || code.starts_with("# ") || code.starts_with("##");
    let indent = &line[..line.len() - code.len()];
    if hides {
        format!("{indent}#{code}")
    } else {
        line.to_owned()
    }
}

fn longest_run_of_backticks(code: &str) -> usize {
    code.split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_element_or_its_block() {
        assert_eq!(
            escape("<a href=\"x\">&\n\n{{#include y}}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#10;&#10;&#123;&#123;#include y}}"
        );
    }

    #[test]
    fn a_sentence_keeps_its_markup_and_stays_on_its_line() {
        assert_eq!(
            sentence("How often does\n`epoll_wait` *return*?"),
            "How often does <code>epoll_wait</code> <em>return</em>?"
        );
    }

    #[test]
    fn a_fence_is_longer_than_those_in_the_code() {
        assert_eq!(
            fenced("text", "```\nx\n```\n"),
            "````text\n```\nx\n```\n````"
        );
    }

    #[test]
    fn lines_that_mdbook_would_hide_or_expand_are_shown() {
        assert_eq!(
            fenced(
                "rust",
                "# heading\n#[test]\n## two\n{{#include x}} {{#include y}}\n"
            ),
            "```rust\n## heading\n#[test]\n### two\n\\{{#include x}} {{#include y}}\n```"
        );
    }

    #[test]
    fn nothing_in_json_ends_its_element_and_it_reads_as_before() {
        let what = "</script> & {{#include x}} {{{ \u{2028} \n\n";
        let json = serde_json::to_string(&[what]).unwrap();
        let text = json_in_page(&json);
        for letters in ["<", "&", "{{", "\u{2028}", "\n"] {
            assert!(!text.contains(letters), "{letters:?} is in {text}");
        }
        let back: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(back, [what]);
    }
}
