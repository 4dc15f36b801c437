//! What the compiler says, line by line, coloured as in a terminal: the kind of a line is told by how it begins.

use super::html::escape;

/// The compiler's lines as the page shows them, an element each. `theme/compiler.js` does the same.
pub(super) fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let class = kind(line).map_or(String::new(), |kind| format!(" wb-says-{kind}"));
        format!(
            "<span class=\"wb-line{class}\">{}&#10;</span>",
            escape(line)
        )
    });
    lines.collect()
}

fn kind(line: &str) -> Option<&'static str> {
    let text = line.trim_start_matches([' ', '|', '=']);
    match text {
        _ if line.starts_with("error") => Some("error"),
        _ if line.starts_with("warning") => Some("warning"),
        _ if text.starts_with("-->") || text.starts_with(":::") => Some("place"),
        _ if text.starts_with("note:") || text.starts_with("help:") => Some("help"),
        _ if text.starts_with(['^', '-', '_', '+', '~']) => Some("mark"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_by_how_it_begins() {
        for (line, expected) in [
            ("error[E0382]: borrow of moved value", Some("error")),
            ("warning: unused variable", Some("warning")),
            ("  --> ch05/src/x.rs:3:5", Some("place")),
            ("   |     ^^^^^ no", Some("mark")),
            ("   = note: it is so", Some("help")),
            ("3  |     let x = 1;", None),
        ] {
            assert_eq!(kind(line), expected, "{line}");
        }
    }
}
