//! The text of an insta snapshot: what a test pinned.

use anyhow::{Context, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Reads the pinned text from a `.snap` file of a chapter.
pub fn read(path: &Path, chapter: &str) -> Result<String> {
    let file = match fs::read_to_string(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => anyhow::bail!(
            "no snapshot {}: `INSTA_UPDATE=always cargo test -p {chapter}` makes it",
            path.display()
        ),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
    };
    let text = text(&file);
    text.with_context(|| format!("{} is no snapshot: it has no header", path.display()))
}

/// The text below the header, which is YAML between two lines of `---`. It ends in one newline if
/// it has any line, as a program's output does.
pub fn text(file: &str) -> Option<String> {
    let file = file.replace("\r\n", "\n");
    let (_, text) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    let text = text.trim_end_matches('\n');
    Some(if text.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_not_part_of_the_text() {
        let file = "---\nsource: ch04/tests/steps.rs\n---\n[main] asks\n\n[main] gets\n";
        assert_eq!(text(file).unwrap(), "[main] asks\n\n[main] gets\n");
    }

    #[test]
    fn a_rule_inside_the_text_stays() {
        assert_eq!(
            text("---\na: b\n---\nabove\n---\nbelow\n").unwrap(),
            "above\n---\nbelow\n"
        );
    }

    #[test]
    fn an_empty_output_is_empty() {
        assert_eq!(text("---\na: b\n---\n\n").unwrap(), "");
    }

    #[test]
    fn a_file_without_a_header_is_no_snapshot() {
        assert_eq!(text("[main] asks\n"), None);
    }

    #[test]
    fn a_missing_snapshot_says_how_to_make_it() {
        let error = read(Path::new("no/such.snap"), "ch04")
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "no snapshot no/such.snap: `INSTA_UPDATE=always cargo test -p ch04` makes it"
        );
    }
}
