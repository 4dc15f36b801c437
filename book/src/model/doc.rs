//! What a source file says of itself.

/// The text of a file's `//!` comment.
pub(crate) fn module_doc(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines.join("\n").trim().to_owned()
}

/// A doc comment in which rustdoc's links to items, ``[`Poll`]``, are mere code.
pub(super) fn without_links_to_items(doc: &str) -> String {
    let mut text = String::new();
    let mut rest = doc;
    while let Some((before, link)) = rest.split_once("[`") {
        text.push_str(before);
        match link.split_once("`]") {
            Some((item, after)) if !after.starts_with(['(', '[', ':']) && !item.contains('`') => {
                text.extend(["`", item, "`"]);
                rest = after;
            }
            _ => {
                text.push_str("[`");
                rest = link;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_only_rustdoc_resolves_become_code() {
        assert_eq!(
            without_links_to_items("See [`Poll`], [`io`](std::io) and [`x` y]."),
            "See `Poll`, [`io`](std::io) and [`x` y]."
        );
    }
}
