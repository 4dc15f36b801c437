//! The marks that one pass leaves in a syntax tree for another.

use syn::{Expr, ExprField};

/// The field whose access marks a value that lives on.
pub(crate) const LIVES_ON: &str = "corofy_lives_on";

/// Whether a field access is a mark.
pub(crate) fn is_mark(field: &ExprField) -> bool {
    matches!(&field.member, syn::Member::Named(name) if name == LIVES_ON)
}

/// The number of a construct that waits.
pub(crate) fn mark(expr: &Expr) -> Option<usize> {
    let attrs = match expr {
        Expr::Field(node) => &node.attrs,
        Expr::If(node) => &node.attrs,
        Expr::Match(node) => &node.attrs,
        Expr::Block(node) => &node.attrs,
        Expr::Loop(node) => &node.attrs,
        Expr::While(node) => &node.attrs,
        // A printer puts some constructs in parentheses.
        Expr::Paren(node) => return mark(&node.expr),
        _ => return None,
    };
    let mark = attrs.iter().find(|attr| attr.path().is_ident("corofy"))?;
    let number: syn::LitInt = mark.parse_args().ok()?;
    number.base10_parse().ok()
}
