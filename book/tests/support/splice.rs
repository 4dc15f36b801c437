//! Puts the functions of an answer into the reference.
//!
//! An answer is what a reader would write. A function or a type of the answer takes the place of the one
//! that has its name in the reference, and the doc comment stays; so does an `impl` without methods, such as
//! `impl Unpin for Join`. Whatever else the answer holds is added.

use proc_macro2::Span;
use std::collections::BTreeMap;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::{Attribute, ImplItem, Item, ItemImpl, Path, Type, Visibility};

/// The reader's file: the reference with an answer in it.
///
/// # Errors
///
/// When one of the two isn't Rust, or the answer replaces nothing.
pub fn splice(reference: &str, answer: &str) -> Result<String, String> {
    let file = parse(reference)?;
    let (there, ambiguous) = named(&file.items);
    let end = file.items.iter().rfind(|item| is_check(item));
    let end = end.ok_or("the reference doesn't bring in its check")?;
    let end = end.span().byte_range().start;
    let mut changes = Vec::new();
    let mut added = String::new();
    for item in parse(answer)?.items {
        let text = &answer[item.span().byte_range()];
        match name(&item) {
            Some(name) if ambiguous.contains(&name) => {
                return Err(format!("the reference has more than one `{name}`"));
            }
            Some(name) if there.contains_key(&name) => {
                changes.push((there[&name].clone(), text.to_owned()));
            }
            _ => added += &format!("{text}\n\n"),
        }
    }
    if changes.is_empty() {
        return Err("nothing in it has a name that the reference knows".to_owned());
    }
    changes.push((end..end, added));
    // From the end on, so that the places before stay what they are.
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = reference.to_owned();
    for (range, new) in changes {
        text.replace_range(range, &new);
    }
    Ok(text)
}

fn parse(text: &str) -> Result<syn::File, String> {
    syn::parse_file(text).map_err(|error| {
        let at = error.span().start();
        format!("line {}: {error}", at.line)
    })
}

fn is_check(item: &Item) -> bool {
    matches!(item, Item::Mod(module) if module.ident == "check")
}

/// The functions, types and markers of a file by their names, and the names that are there twice.
fn named(items: &[Item]) -> (BTreeMap<String, Range<usize>>, Vec<String>) {
    let mut places = BTreeMap::new();
    let mut ambiguous = Vec::new();
    let mut add = |name: Option<String>, place: Range<usize>| {
        if let Some(name) = name
            && places.insert(name.clone(), place).is_some()
        {
            ambiguous.push(name);
        }
    };
    for item in items {
        add(name(item), start(item)..item.span().byte_range().end);
        let Item::Impl(block) = item else { continue };
        for item in &block.items {
            if let ImplItem::Fn(method) = item {
                let start = start_of(&method.attrs, &method.vis, method.sig.span());
                let name = method.sig.ident.to_string();
                add(Some(name), start..item.span().byte_range().end);
            }
        }
    }
    (places, ambiguous)
}

fn name(item: &Item) -> Option<String> {
    match item {
        Item::Fn(function) => Some(function.sig.ident.to_string()),
        Item::Struct(it) => Some(it.ident.to_string()),
        Item::Enum(it) => Some(it.ident.to_string()),
        Item::Impl(it) if it.items.is_empty() => marker(it),
        _ => None,
    }
}

/// The name of an `impl` without methods: `Unpin for Join`.
fn marker(block: &ItemImpl) -> Option<String> {
    let last = |path: &Path| Some(path.segments.last()?.ident.to_string());
    let (_, of, _) = block.trait_.as_ref()?;
    match &*block.self_ty {
        Type::Path(of_type) => Some(format!("{} for {}", last(of)?, last(&of_type.path)?)),
        _ => None,
    }
}

fn start(item: &Item) -> usize {
    match item {
        Item::Fn(it) => start_of(&it.attrs, &it.vis, it.sig.span()),
        Item::Struct(it) => start_of(&it.attrs, &it.vis, it.struct_token.span),
        Item::Enum(it) => start_of(&it.attrs, &it.vis, it.enum_token.span),
        other => other.span().byte_range().start,
    }
}

/// Where an item starts, behind its doc comment.
fn start_of(attributes: &[Attribute], visibility: &Visibility, keyword: Span) -> usize {
    let not_doc = |attribute: &&Attribute| !attribute.path().is_ident("doc");
    let span = match (attributes.iter().find(not_doc), visibility) {
        (Some(attribute), _) => attribute.span(),
        (None, Visibility::Inherited) => keyword,
        (None, visibility) => visibility.span(),
    };
    span.byte_range().start
}
