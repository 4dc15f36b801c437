//! Whether a reader's file still has its checks.

/// Why the checks of an exercise would not be run; `None` if they would.
pub(super) fn found(text: &str, slug: &str) -> Option<String> {
    let path = format!("#[path = \"../checks/{slug}.rs\"]");
    let lines: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let is_there = lines
        .windows(2)
        .any(|pair| pair[0] == path && pair[1] == "mod check;");
    let why = format!(
        "The checks are not part of the file any more. Its last lines must be:\n\n\
         #[cfg(test)]\n{path}\nmod check;"
    );
    (!is_there).then_some(why)
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn the_lines_that_bring_in_the_checks_must_be_there() {
        let text = "fn main() {}\n\n#[cfg(test)]\n#[path = \"../checks/timer.rs\"]\nmod check;\n";
        assert_eq!(found(text, "timer"), None);
        assert!(found(text, "waker").is_some());
        assert!(found(&text.replace("mod check", "// mod check"), "timer").is_some());
        assert!(found("", "timer").unwrap().contains("mod check;"));
    }
}
