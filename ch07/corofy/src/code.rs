//! Small questions about code that was written for an arm.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, Stmt};

/// Whether code calls a method of the machine.
pub(crate) fn calls(code: &[Stmt], method: &str) -> bool {
    let method = method.to_owned();
    has(quote!(#(#code)*), &|tokens| {
        let text = |n: usize| tokens.get(n).map(ToString::to_string).unwrap_or_default();
        text(0) == "self" && text(1) == "." && text(2) == method
    })
}

/// Whether code goes on with the next turn of `poll`'s loop from inside another loop.
pub(crate) fn has_label(code: &[Stmt]) -> bool {
    has(quote!(#(#code)*), &|tokens| {
        let text = |n: usize| tokens.get(n).map(ToString::to_string).unwrap_or_default();
        text(0) == "continue" && text(1) == "'" && text(2) == "poll"
    })
}

fn has(tokens: TokenStream, test: &dyn Fn(&[TokenTree]) -> bool) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    (0..tokens.len()).any(|n| {
        test(&tokens[n..])
            || match &tokens[n] {
                TokenTree::Group(group) => has(group.stream(), test),
                _ => false,
            }
    })
}

/// The arm's end is the end of the loop: no `continue` is needed there.
pub(crate) fn without_last_continue(code: &mut Vec<Stmt>) {
    if let Some(Stmt::Expr(Expr::Continue(_), _)) = code.last() {
        code.pop();
        return;
    }
    match code.last_mut() {
        Some(Stmt::Expr(Expr::If(node), _)) => in_branches(node),
        Some(Stmt::Expr(Expr::Match(node), _)) => {
            for arm in &mut node.arms {
                if let Expr::Block(block) = &mut *arm.body {
                    without_last_continue(&mut block.block.stmts);
                }
            }
        }
        Some(Stmt::Expr(Expr::Block(block), _)) => without_last_continue(&mut block.block.stmts),
        _ => {}
    }
}

fn in_branches(node: &mut syn::ExprIf) {
    without_last_continue(&mut node.then_branch.stmts);
    match node
        .else_branch
        .as_mut()
        .map(|(_, otherwise)| &mut **otherwise)
    {
        Some(Expr::If(inner)) => in_branches(inner),
        Some(Expr::Block(block)) => without_last_continue(&mut block.block.stmts),
        _ => {}
    }
}

/// Whether code names something, in a format string too.
pub(crate) fn mentions(code: &impl ToTokens, name: &str) -> bool {
    fn within(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Group(group) => within(group.stream(), name),
            proc_macro2::TokenTree::Ident(ident) => ident == name,
            proc_macro2::TokenTree::Literal(literal) => {
                let text = literal.to_string();
                text.match_indices(name).any(|(at, _)| {
                    !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            }
            proc_macro2::TokenTree::Punct(_) => false,
        })
    }
    within(code.to_token_stream(), name)
}
