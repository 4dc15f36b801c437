//! Small questions about syntax trees that several parts ask.

use std::ops::RangeInclusive;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, Member, Stmt, Type};

use crate::{macros, temporaries};

/// The name of a variable or function, if the expression is nothing else.
pub(crate) fn name_of(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Paren(paren) => name_of(&paren.expr),
        Expr::Group(group) => name_of(&group.expr),
        _ => None,
    }
}

/// Whether a field access is a wait.
pub(crate) fn is_wait(field: &ExprField) -> bool {
    matches!(&field.member, Member::Named(name) if name == "wait")
}

/// Whether an expression is a wait.
pub(crate) fn is_wait_expr(expr: &Expr) -> bool {
    matches!(expr, Expr::Field(field) if is_wait(field))
}

/// Whether a statement waits, its closures and items left out.
pub(crate) fn waits_in(stmt: &Stmt) -> bool {
    let mut finder = WaitFinder(false);
    finder.visit_stmt(stmt);
    finder.0
}

/// Whether an expression waits.
pub(crate) fn waits(expr: &Expr) -> bool {
    let mut finder = WaitFinder(false);
    finder.visit_expr(expr);
    finder.0
}

struct WaitFinder(bool);

impl<'ast> Visit<'ast> for WaitFinder {
    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        self.0 |= is_wait(field) || temporaries::is_mark(field);
        visit::visit_expr_field(self, field);
    }
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.0 |= macros::waits(mac);
    }
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// The first and last line of the source that `node` comes from, without what corofy made.
pub(crate) fn lines(node: &impl ToTokens) -> Option<RangeInclusive<usize>> {
    let mut range: Option<(usize, usize)> = None;
    each_token(node.to_token_stream(), &mut |span| {
        let (start, end) = (span.start().line, span.end().line);
        range = Some(range.map_or((start, end), |(a, b)| (a.min(start), b.max(end))));
    });
    range.map(|(a, b)| a..=b)
}

/// Where `node` begins in the source.
pub(crate) fn place(node: &impl ToTokens) -> Span {
    let mut first = None;
    each_token(node.to_token_stream(), &mut |span| {
        if first.is_none() {
            first = Some(span);
        }
    });
    first.unwrap_or_else(Span::call_site)
}

fn each_token(tokens: TokenStream, see: &mut dyn FnMut(Span)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let made = group.span_open().byte_range().is_empty();
                if !made {
                    see(group.span_open());
                }
                each_token(group.stream(), see);
                if !made {
                    see(group.span_close());
                }
            }
            other if other.span().byte_range().is_empty() => {}
            other => see(other.span()),
        }
    }
}

/// The last name of a type's path and its type arguments: `Vec` and `[u8]` for `std::vec::Vec<u8>`.
pub(crate) fn named(ty: &Type) -> Option<(String, Vec<&Type>)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            Some((last.ident.to_string(), type_arguments(&last.arguments)))
        }
        Type::Paren(paren) => named(&paren.elem),
        Type::Group(group) => named(&group.elem),
        _ => None,
    }
}

fn type_arguments(arguments: &syn::PathArguments) -> Vec<&Type> {
    let syn::PathArguments::AngleBracketed(list) = arguments else {
        return Vec::new();
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// Passes the names in a format string, as it's written with its quotes, through `rename`.
pub(crate) fn format_names(text: &str, rename: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let raw = text.starts_with('r');
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '\\']) {
        written.push_str(&rest[..at]);
        rest = &rest[at..];
        let skip = if rest.starts_with("{{") {
            2
        } else if rest.starts_with('\\') {
            if raw { 1 } else { escape(rest) }
        } else {
            placeholder(rest, &mut written, rename)
        };
        if !rest.starts_with('{') || rest.starts_with("{{") {
            written.push_str(&rest[..skip]);
        }
        rest = &rest[skip..];
    }
    written.push_str(rest);
    written
}

/// The length of the escape that `text` begins with.
fn escape(text: &str) -> usize {
    if text.starts_with("\\u{") {
        return text.find('}').map_or(text.len(), |end| end + 1);
    }
    text.char_indices()
        .nth(2)
        .map_or(text.len(), |(end, _)| end)
}

/// Writes the `{…}` that `text` begins with, its names renamed, and returns its length.
fn placeholder(
    text: &str,
    written: &mut String,
    rename: &mut dyn FnMut(&str) -> Option<String>,
) -> usize {
    let end = text.find('}').map_or(text.len(), |end| end + 1);
    let (name, format) = match text[1..end].find([':', '}']) {
        Some(colon) => text[1..end].split_at(colon),
        None => (&text[1..end], ""),
    };
    written.push('{');
    written.push_str(&rename(name.trim()).unwrap_or_else(|| name.into()));
    for part in format.split_inclusive('$') {
        let named = part.strip_suffix('$').map(|part| {
            let start = part
                .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(0, |at| {
                    at + part[at..].chars().next().map_or(1, char::len_utf8)
                });
            part.split_at(start)
        });
        match named.and_then(|(before, name)| Some((before, rename(name)?))) {
            Some((before, name)) => {
                written.push_str(before);
                written.push_str(&name);
                written.push('$');
            }
            None => written.push_str(part),
        }
    }
    end
}
