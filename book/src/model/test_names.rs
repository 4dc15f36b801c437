//! The names of the tests in a check's source.

use anyhow::Result;

/// The names as the harness tells them, `check::it_leaves`, without those that are ignored.
pub(super) fn of(source: &str) -> Result<Vec<String>> {
    let file = syn::parse_file(source)
        .map_err(|error| anyhow::anyhow!("line {}: {error}", error.span().start().line))?;
    Ok(tests_in("check", &file.items))
}

fn tests_in(module: &str, items: &[syn::Item]) -> Vec<String> {
    let has = |attributes: &[syn::Attribute], name| {
        attributes
            .iter()
            .any(|attribute| attribute.path().is_ident(name))
    };
    let tests = items.iter().flat_map(|item| match item {
        syn::Item::Fn(function)
            if has(&function.attrs, "test") && !has(&function.attrs, "ignore") =>
        {
            vec![format!("{module}::{}", function.sig.ident)]
        }
        syn::Item::Mod(syn::ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) => tests_in(&format!("{module}::{ident}"), items),
        _ => Vec::new(),
    });
    tests.collect()
}
