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
        .any(|pair| pair[0] == path && pair[1] == "mod check;")
        && is_an_item(text);
    let why = format!(
        "The checks are not part of the file any more. Its last lines must be:\n\n\
         #[cfg(test)]\n{path}\nmod check;"
    );
    (!is_there).then_some(why)
}

/// Whether the module is one, and not what a macro or a comment is given. The compiler will say what is wrong
/// with a text that is no Rust.
fn is_an_item(text: &str) -> bool {
    let is_check = |item: &syn::Item| match item {
        syn::Item::Mod(module) => {
            module.ident == "check" && module.content.is_none() && module.attrs.len() == 2
        }
        _ => false,
    };
    syn::parse_file(text).map_or(true, |file| file.items.iter().any(is_check))
}

/// Whether a file may hold tests of its own next to its checks: it has the word `test` somewhere else than in the lines that bring them in.
pub(super) fn may_have_own_tests(text: &str) -> bool {
    text.matches("test").count() > 1
}

#[cfg(test)]
mod tests {
    use super::{found, may_have_own_tests};

    #[test]
    fn the_lines_that_bring_in_the_checks_must_be_there() {
        let text = "fn main() {}\n\n#[cfg(test)]\n#[path = \"../checks/timer.rs\"]\nmod check;\n";
        assert_eq!(found(text, "timer"), None);
        assert!(found(text, "waker").is_some());
        assert!(found(&text.replace("mod check", "// mod check"), "timer").is_some());
        assert!(found("", "timer").unwrap().contains("mod check;"));
    }
    #[test]
    fn the_module_must_be_one() {
        let footer = "#[cfg(test)]\n#[path = \"../checks/timer.rs\"]\nmod check;\n";
        for text in [
            format!("nothing! {{\n{footer}}}\nmod check {{}}\n"),
            format!("/*\n{footer}*/\n"),
            format!("#[cfg(any())]\n{footer}"),
        ] {
            assert!(found(&text, "timer").is_some(), "{text}");
        }
        assert_eq!(found(&format!("fn is no Rust\n{footer}"), "timer"), None);
    }

    #[test]
    fn a_test_of_the_readers_is_a_second_mention_of_tests() {
        let footer = "#[cfg(test)]\n#[path = \"../checks/timer.rs\"]\nmod check;\n";
        assert!(!may_have_own_tests(footer));
        assert!(may_have_own_tests(&format!(
            "#[test]\nfn mine() {{}}\n{footer}"
        )));
    }
}
