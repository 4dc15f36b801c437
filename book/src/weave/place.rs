//! Where in a file a piece stands: `in fn poll of impl Poll`.

use proc_macro2::Span;
use std::ops::RangeInclusive;
use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem};

/// The item around some lines of a Rust file, or nothing if they stand at its top level.
pub(super) fn of(source: &str, lines: &RangeInclusive<usize>) -> Option<String> {
    let file = syn::parse_file(source).ok()?;
    let mut path = Vec::new();
    let search = Search {
        source,
        first: first_line(source, lines),
        last: *lines.end(),
    };
    search.items(&file.items, &mut path);
    path.reverse();
    (!path.is_empty()).then(|| format!("in {}", path.join(" of ")))
}

/// The first line that is not blank: an item's span starts with its doc comment.
fn first_line(source: &str, lines: &RangeInclusive<usize>) -> usize {
    let numbered = (1..)
        .zip(source.lines())
        .filter(|(number, _)| lines.contains(number));
    let mut written = numbered.filter(|(_, line)| !line.trim().is_empty());
    written.next().map_or(*lines.start(), |(number, _)| number)
}

struct Search<'a> {
    source: &'a str,
    first: usize,
    last: usize,
}

impl Search<'_> {
    fn items(&self, items: &[Item], path: &mut Vec<String>) {
        let around = items.iter().find_map(|item| {
            let (name, head) = self.head(item)?;
            self.is_around(head, item.span()).then_some((name, item))
        });
        let Some((name, item)) = around else {
            return;
        };
        path.push(name);
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    self.items(items, path);
                }
            }
            Item::Impl(block) => path.extend(block.items.iter().find_map(|item| match item {
                ImplItem::Fn(method) => self.method(&method.sig, method.span()),
                _ => None,
            })),
            Item::Trait(item) => path.extend(item.items.iter().find_map(|item| match item {
                TraitItem::Fn(method) => self.method(&method.sig, method.span()),
                _ => None,
            })),
            _ => {}
        }
    }

    /// What an item is called, and what in it says so.
    fn head(&self, item: &Item) -> Option<(String, Span)> {
        let named = |kind: &str, name: &syn::Ident| Some((format!("{kind} {name}"), name.span()));
        match item {
            Item::Fn(item) => named("fn", &item.sig.ident),
            Item::Struct(item) => named("struct", &item.ident),
            Item::Enum(item) => named("enum", &item.ident),
            Item::Union(item) => named("union", &item.ident),
            Item::Trait(item) => named("trait", &item.ident),
            Item::Mod(item) => named("mod", &item.ident),
            Item::Macro(item) => item.ident.as_ref().and_then(|name| named("macro", name)),
            Item::ForeignMod(item) => {
                let start = item.abi.extern_token.span;
                Some((self.text(start, item.brace_token.span.open()), start))
            }
            Item::Impl(item) => {
                let start = item.impl_token.span;
                Some((self.text(start, item.brace_token.span.open()), start))
            }
            _ => None,
        }
    }

    fn method(&self, signature: &syn::Signature, method: Span) -> Option<String> {
        let name = &signature.ident;
        self.is_around(name.span(), method)
            .then(|| format!("fn {name}"))
    }

    /// Whether the lines are in an item and come after what says its name: a piece that shows the
    /// name itself shows the item, with its documentation or without.
    fn is_around(&self, head: Span, item: Span) -> bool {
        head.start().line < self.first && self.last <= item.end().line
    }

    /// What is written from one token to the next, on one line: `impl Source for TcpStream`.
    fn text(&self, from: Span, to: Span) -> String {
        let range = from.byte_range().start..to.byte_range().start;
        let text = self.source.get(range).unwrap_or_default();
        let text = text.split_once("where").map_or(text, |(head, _)| head);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! Äpfel.
use std::io;

/// A registry.
pub struct Registry {
    fd: i32,
}

impl<T> From<T> for Registry
where
    T: Into<i32>,
{
    /// Says.
    fn from(fd: T) -> Self {
        let fd = fd.into();
        Self { fd }
    }
}

mod inner {
    fn run() {
        work();
    }
}
";

    fn place(lines: RangeInclusive<usize>) -> Option<String> {
        of(SOURCE, &lines)
    }

    #[test]
    fn a_statement_is_in_its_function_and_that_in_its_impl() {
        let expected = "in fn from of impl<T> From<T> for Registry";
        assert_eq!(place(15..=15).unwrap(), expected);
    }

    #[test]
    fn a_whole_function_is_in_the_impl() {
        assert_eq!(place(13..=17).unwrap(), "in impl<T> From<T> for Registry");
    }

    #[test]
    fn a_field_is_in_its_struct() {
        assert_eq!(place(6..=6).unwrap(), "in struct Registry");
    }

    #[test]
    fn a_whole_item_at_the_top_is_in_nothing() {
        assert_eq!(place(4..=7), None);
        assert_eq!(place(2..=18), None);
    }

    #[test]
    fn an_item_without_its_documentation_is_not_in_itself() {
        assert_eq!(place(5..=7), None);
        assert_eq!(place(14..=17).unwrap(), "in impl<T> From<T> for Registry");
    }

    #[test]
    fn modules_are_named() {
        assert_eq!(place(22..=22).unwrap(), "in fn run of mod inner");
    }

    #[test]
    fn a_file_that_does_not_parse_has_no_places() {
        assert_eq!(of("fn {", &(1..=1)), None);
    }
}
