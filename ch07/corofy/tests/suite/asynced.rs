//! The same source as real `async fn`s.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::ops::Range;

/// Writes `async fn` for `coroutine fn`, and `.await` for `.wait` in their bodies.
pub fn asynced(source: &str) -> String {
    let tokens: TokenStream = source.parse().expect("the source is made of Rust's tokens");
    let mut edits = Vec::new();
    outside(tokens, &mut edits);
    let mut text = source.to_owned();
    for (range, word) in edits.into_iter().rev() {
        assert!(["coroutine", "wait"].contains(&&text[range.clone()]));
        text.replace_range(range, word);
    }
    text
}

type Edits = Vec<(Range<usize>, &'static str)>;

/// Looks for coroutines, also in modules.
fn outside(tokens: TokenStream, edits: &mut Edits) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut in_coroutine = false;
    for (n, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(word) if word == "coroutine" && is_ident(trees.get(n + 1), "fn") => {
                edits.push((word.span().byte_range(), "async"));
                in_coroutine = true;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if in_coroutine {
                    inside(group.stream(), edits);
                } else if !is_macro(&trees, n) {
                    outside(group.stream(), edits);
                }
                in_coroutine = false;
            }
            _ => {}
        }
    }
}

/// Replaces the waits of a body.
fn inside(tokens: TokenStream, edits: &mut Edits) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (n, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => inside(group.stream(), edits),
            tree if is_wait(tree, n, &trees) => edits.push((tree.span().byte_range(), "await")),
            _ => {}
        }
    }
}

/// Whether this word of a body is a wait.
pub fn is_wait(tree: &TokenTree, n: usize, trees: &[TokenTree]) -> bool {
    is_ident(Some(tree), "wait") && is_field(trees, n)
}

fn is_ident(tree: Option<&TokenTree>, name: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(word)) if word == name)
}

/// After one dot (two are a range), and not a method.
fn is_field(trees: &[TokenTree], n: usize) -> bool {
    let dot = |at: Option<usize>| matches!(at.and_then(|at| trees.get(at)), Some(TokenTree::Punct(mark)) if mark.as_char() == '.');
    let called = matches!(trees.get(n + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    dot(n.checked_sub(1)) && !dot(n.checked_sub(2)) && !called
}

/// Whether these braces are a macro's, with a name in between for `macro_rules!`.
fn is_macro(trees: &[TokenTree], n: usize) -> bool {
    let bang = |back: usize| matches!(n.checked_sub(back).map(|at| &trees[at]), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
    bang(1) || (bang(2) && matches!(trees[n - 1], TokenTree::Ident(_)))
}
