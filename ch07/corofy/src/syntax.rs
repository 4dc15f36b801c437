//! Small questions about syntax trees that several parts ask.

use std::ops::RangeInclusive;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprField, Member};

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

/// `+=` and the like.
pub(crate) fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign,
        ShlAssign, ShrAssign, SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// The name or number of a field.
pub(crate) fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::format_names;

    #[track_caller]
    fn renamed(text: &str, expected: &str) {
        let written = format_names(text, &mut |name| (name == "a").then(|| String::from("b")));
        assert_eq!(written, expected);
    }

    #[test]
    fn names_in_format_strings_are_found() {
        renamed(r#""{a} {a:?} {c} a""#, r#""{b} {b:?} {c} a""#);
        renamed(r#""{0:a$} {0:>a$.a$}""#, r#""{0:b$} {0:>b$.b$}""#);
    }

    #[test]
    fn escapes_and_double_braces_name_nothing() {
        renamed(r#""{{a}} \u{a} \"{a}""#, r#""{{a}} \u{a} \"{b}""#);
        renamed(r##"r#"\{a}"#"##, r##"r#"\{b}"#"##);
    }
}
