//! Comments of a coroutine's body, which a syntax tree doesn't have.
//!
//! Before the body is cut, each comment becomes a statement in front of the one that it's in or above. After the machine is
//! printed, these statements become comments again.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Stmt, parse_quote};

/// The macro that stands for a comment.
const PLACEHOLDER: &str = "corofy_comment";

/// A statement that's printed as a comment.
pub(crate) fn statement(text: &str) -> Stmt {
    parse_quote!(corofy_comment!(#text);)
}

/// Puts the comments in the bytes of a body in front of its statements.
pub(crate) fn keep(text: &str, body: &mut Block) {
    let bytes = body.brace_token.span.join().byte_range();
    let mut tokens = Vec::new();
    ranges(quote::ToTokens::to_token_stream(body), &mut tokens);
    let mut comments = Vec::new();
    for pair in tokens.windows(2) {
        if let [before, after] = pair
            && after.start > before.end
            && bytes.contains(&before.start)
        {
            comments.extend(between(text, before, after.start));
        }
    }
    if comments.is_empty() {
        return;
    }
    comments.reverse();
    Keeper { comments }.visit_block_mut(body);
}

/// The bytes of each token, brackets included.
fn ranges(tokens: TokenStream, found: &mut Vec<Range<usize>>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                found.push(group.span_open().byte_range());
                ranges(group.stream(), found);
                found.push(group.span_close().byte_range());
            }
            other => found.push(other.span().byte_range()),
        }
    }
}

/// The comments in the bytes between two tokens: where each begins, and its lines.
///
/// One that's on the line of the token before belongs to that token.
fn between(text: &str, before: &Range<usize>, end: usize) -> Vec<(usize, String)> {
    let Some(gap) = text.get(before.end..end) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = gap[at..].find('/').map(|start| at + start) {
        let rest = &gap[start..];
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            rest.find('\n').unwrap_or(rest.len())
        };
        for line in rest[..length].lines() {
            let behind = !gap[..start].contains('\n');
            let place = if behind {
                before.start
            } else {
                before.end + start
            };
            found.push((place, line.trim().to_owned()));
        }
        at = start + length.max(1);
    }
    found
}

struct Keeper {
    /// The last one first.
    comments: Vec<(usize, String)>,
}

impl Keeper {
    /// Takes the comments that begin before `end`.
    fn before(&mut self, end: usize, out: &mut Vec<Stmt>) {
        while self.comments.last().is_some_and(|(start, _)| *start < end) {
            if let Some((_, text)) = self.comments.pop() {
                out.push(statement(&text));
            }
        }
    }
}

impl VisitMut for Keeper {
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}

    fn visit_block_mut(&mut self, block: &mut Block) {
        let stmts = std::mem::take(&mut block.stmts);
        for mut stmt in stmts {
            let bytes = stmt.span().byte_range();
            self.before(bytes.start, &mut block.stmts);
            let mut inner = Vec::new();
            std::mem::swap(&mut inner, &mut block.stmts);
            visit_mut::visit_stmt_mut(self, &mut stmt);
            std::mem::swap(&mut inner, &mut block.stmts);
            // What is inside this statement, but in no block of it.
            self.before(bytes.end, &mut block.stmts);
            block.stmts.push(stmt);
        }
        let end = block.brace_token.span.close().byte_range().start;
        let value =
            matches!(block.stmts.last(), Some(Stmt::Expr(_, None))).then(|| block.stmts.pop());
        self.before(end, &mut block.stmts);
        block.stmts.extend(value.flatten());
    }
}

/// Replaces the statements that stand for comments.
pub(crate) fn restore(printed: &str) -> String {
    let mut text = String::with_capacity(printed.len());
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        if !line.trim_start().starts_with(PLACEHOLDER) {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        // A long comment is printed on lines of its own.
        let mut call = line.trim().to_owned();
        while !call.ends_with(");") {
            let Some(line) = lines.next() else { break };
            call.push_str(line.trim());
        }
        text.push_str(&line[..indent]);
        text.push_str(&content(&call).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// The comment that a call of the macro stands for.
fn content(call: &str) -> Option<String> {
    let literal = call
        .strip_prefix(PLACEHOLDER)?
        .strip_prefix("!(")?
        .strip_suffix(");")?;
    let literal: syn::LitStr = syn::parse_str(literal.trim_end_matches(',')).ok()?;
    Some(literal.value())
}

/// Whether a statement stands for a comment.
pub(crate) fn is_comment(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Macro(call) if call.mac.path.is_ident(PLACEHOLDER))
}

#[cfg(test)]
mod tests {
    use super::restore;

    #[test]
    fn long_comments_come_back_as_one_line() {
        let printed = "{\n    corofy_comment!(\"// a \\\"b\\\"\");\n    corofy_comment!(\n        \"// long\"\n    );\n}\n";
        assert_eq!(restore(printed), "{\n    // a \"b\"\n    // long\n}\n");
    }
}
