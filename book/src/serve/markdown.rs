//! The authors' Markdown outside of the pages: hints, and what is shown after solving.

use mdbook_markdown::pulldown_cmark::html;
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

/// As mdBook would on a page.
pub(super) fn to_html(markdown: &str) -> String {
    let mut text = String::new();
    html::push_html(
        &mut text,
        new_cmark_parser(markdown, &MarkdownOptions::default()),
    );
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn code_is_shown_as_code() {
        assert_eq!(
            super::to_html("the `Vec<u8>`"),
            "<p>the <code>Vec&lt;u8&gt;</code></p>\n"
        );
    }
}
