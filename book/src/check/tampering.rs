//! Whether a reader's file still has its checks, and leaves them the standard library's macros.

use super::judge::Judgement;
use syn::{Item, Meta};

/// What hides a mistake if it does nothing. A file's macros are those of the modules after them too.
const MACROS: [&str; 9] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "matches",
    "panic",
    "unreachable",
];

/// Why the checks of an exercise would not be run, or would not tell; `None` if they would.
///
/// A reader may do either without meaning to. One who means to can do it in another file, or with a macro that makes
/// macros; neither is looked at.
pub(super) fn found(text: &str, slug: &str) -> Option<Judgement> {
    let path = format!("../checks/{slug}.rs");
    let (is_there, own) = match syn::parse_file(text) {
        Ok(file) => {
            let is_there = file.items.iter().any(|item| brings_in(item, &path));
            (is_there, own_macro(&file.items))
        }
        // The compiler will say what is wrong with it.
        Err(_) => (has_the_lines(text, &path), None),
    };
    if !is_there {
        let why = format!(
            "The checks are not part of the file any more. Its last lines must be:\n\n\
             #[cfg(test)]\n#[path = \"{path}\"]\nmod check;"
        );
        let summary = "Its checks are cut off: there is nothing to judge by.";
        return Some(Judgement::tampered(summary, why));
    }
    own.map(|name| {
        let why = format!(
            "The file has a macro of its own that is called `{name}`, and its checks would use it instead of the \
             standard library's. Give it another name."
        );
        Judgement::tampered("Its checks can't tell whether it works.", why)
    })
}

/// Whether this is the module, and not what a macro or a comment is given; a reader may have added a lint or a remark.
fn brings_in(item: &Item, path: &str) -> bool {
    let Item::Mod(module) = item else {
        return false;
    };
    if module.ident != "check" || module.content.is_some() {
        return false;
    }
    let (mut is_for_tests, mut is_at_path) = (false, false);
    let attributes_fit = module.attrs.iter().all(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            is_for_tests = list.tokens.to_string() == "test";
            is_for_tests
        }
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            is_at_path = is_text(&pair.value, path);
            is_at_path
        }
        meta => ["doc", "allow", "expect", "warn"]
            .iter()
            .any(|name| meta.path().is_ident(name)),
    });
    attributes_fit && is_for_tests && is_at_path
}

fn is_text(value: &syn::Expr, text: &str) -> bool {
    match value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(literal),
            ..
        }) => literal.value() == text,
        _ => false,
    }
}

fn has_the_lines(text: &str, path: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<_> = lines.collect();
    let attribute = format!("#[path = \"{path}\"]");
    lines
        .windows(2)
        .any(|pair| pair[0] == attribute && pair[1] == "mod check;")
}

/// A macro that would take the place of one that the checks use.
fn own_macro(items: &[Item]) -> Option<String> {
    let is_theirs = |name: &String| MACROS.contains(&name.as_str());
    items.iter().find_map(|item| match item {
        Item::Macro(item) if item.mac.path.is_ident("macro_rules") => {
            let name = item.ident.as_ref()?.to_string();
            Some(name).filter(is_theirs)
        }
        Item::Mod(module) => own_macro(&module.content.as_ref()?.1),
        Item::Use(item) => new_names(&item.tree).into_iter().find(is_theirs),
        _ => None,
    })
}

/// The names that things get by `as`.
fn new_names(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => new_names(&path.tree),
        syn::UseTree::Rename(rename) => vec![rename.rename.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(new_names).collect(),
        syn::UseTree::Name(_) | syn::UseTree::Glob(_) => Vec::new(),
    }
}

/// Whether a file may hold tests of its own next to its checks: it has the word `test` somewhere else than in the lines that bring them in.
pub(super) fn may_have_own_tests(text: &str) -> bool {
    text.matches("test").count() > 1
}

#[cfg(test)]
mod tests {
    use super::{found, may_have_own_tests};

    const FOOTER: &str = "#[cfg(test)]\n#[path = \"../checks/timer.rs\"]\nmod check;\n";

    #[test]
    fn the_lines_that_bring_in_the_checks_must_be_there() {
        let text = format!("fn main() {{}}\n\n{FOOTER}");
        assert_eq!(found(&text, "timer"), None);
        assert!(found(&text, "waker").is_some());
        assert!(found(&text.replace("mod check", "// mod check"), "timer").is_some());
        let why = found("", "timer").unwrap().failure.unwrap();
        assert!(why.contains("mod check;"), "{why}");
    }

    #[test]
    fn the_module_must_be_one() {
        for text in [
            format!("nothing! {{\n{FOOTER}}}\nmod check {{}}\n"),
            format!("/*\n{FOOTER}*/\n"),
            format!("#[cfg(any())]\n{FOOTER}"),
            format!("#[cfg_attr(test, cfg(any()))]\n{FOOTER}"),
            FOOTER.replace("cfg(test)", "cfg(not(test))"),
        ] {
            assert!(found(&text, "timer").is_some(), "{text}");
        }
        assert_eq!(found(&format!("fn is no Rust\n{FOOTER}"), "timer"), None);
    }

    #[test]
    fn the_module_may_have_a_remark_a_lint_and_another_layout() {
        for text in [
            FOOTER.replace('\n', "\r\n"),
            format!("\u{feff}{FOOTER}"),
            format!("/// The checks.\n{FOOTER}"),
            FOOTER.replace("mod", "// They are next door.\n#[allow(unused)] mod"),
            FOOTER.replace(" = ", "="),
        ] {
            assert_eq!(found(&text, "timer"), None, "{text}");
        }
    }

    #[test]
    fn a_macro_that_the_checks_would_use_is_told() {
        let does_nothing = "($($all:tt)*) => {}";
        for text in [
            format!("macro_rules! assert_eq {{ {does_nothing} }}\n{FOOTER}"),
            format!(
                "#[macro_use] mod mine {{ macro_rules! panic {{ {does_nothing} }} }}\n{FOOTER}"
            ),
            format!("use mine::{{a, nothing as assert}};\n{FOOTER}"),
        ] {
            let why = found(&text, "timer").unwrap().failure.unwrap();
            assert!(why.contains("has a macro of its own"), "{why}");
        }
        let other =
            format!("macro_rules! check_all {{ {does_nothing} }}\nuse std::panic;\n{FOOTER}");
        assert_eq!(found(&other, "timer"), None);
    }

    #[test]
    fn a_test_of_the_readers_is_a_second_mention_of_tests() {
        assert!(!may_have_own_tests(FOOTER));
        assert!(may_have_own_tests(&format!(
            "#[test]\nfn mine() {{}}\n{FOOTER}"
        )));
    }
}
