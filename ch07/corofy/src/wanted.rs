//! The types that an expression wants its operands to have.

use syn::{Expr, Member, Type, parse_quote};

use crate::flow::is_assignment;
use crate::types::Types;

/// The types of an expression's operands, in the order of their evaluation, as far as they follow from the file.
pub(crate) fn types(expr: &Expr, types: &Types<'_>) -> Vec<Option<Type>> {
    match expr {
        Expr::Call(call) => types.parameters(call),
        Expr::Struct(node) => {
            let ty = types.of(expr);
            let fields = node.fields.iter().map(|field| {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                types.field_of(ty.as_ref()?, &node.path, &name.to_string())
            });
            fields.collect()
        }
        Expr::Return(_) => vec![Some(types.output.clone())],
        Expr::Assign(assign) => vec![types.of(&assign.left)],
        Expr::Binary(binary) if is_assignment(&binary.op) => {
            vec![numbers(types.of(&binary.left), types)]
        }
        Expr::Binary(binary) => {
            use syn::BinOp::{Shl, Shr};
            if matches!(binary.op, Shl(_) | Shr(_)) {
                return Vec::new();
            }
            let ty = types.of(&binary.left).or_else(|| types.of(&binary.right));
            vec![numbers(ty, types); 2]
        }
        Expr::Index(_) => vec![None, Some(parse_quote!(usize))],
        _ => Vec::new(),
    }
}

/// A type whose operators take the same type on both sides.
fn numbers(ty: Option<Type>, types: &Types<'_>) -> Option<Type> {
    ty.filter(|ty| types.is_number_type(ty))
}
