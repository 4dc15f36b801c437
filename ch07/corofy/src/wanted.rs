//! The types that an expression wants its operands to have.

use syn::{Expr, Member, Type, parse_quote};

use crate::syntax::is_assignment;
use crate::types::Types;

/// The types of an expression's operands, in the order of their evaluation, as far as they follow from the file.
pub(crate) fn types(expr: &Expr, types: &Types<'_>) -> Vec<Option<Type>> {
    match expr {
        Expr::Call(call) => match of_number(call) {
            Some(ty) => vec![Some(ty); call.args.len()],
            None => types.parameters(call),
        },
        Expr::Array(array) => {
            let ty = array.elems.iter().find_map(|elem| types.of(elem));
            vec![ty; array.elems.len()]
        }
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

/// The type of a call like `u32::max(a, b)`, whose parameters have it too.
fn of_number(call: &syn::ExprCall) -> Option<Type> {
    let Expr::Path(path) = &*call.func else {
        return None;
    };
    let segments: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|part| part.ident.to_string())
        .collect();
    let [of, function] = segments.as_slice() else {
        return None;
    };
    let ty: Type = syn::parse_str(of).ok()?;
    let same = matches!(
        function.as_str(),
        "max"
            | "min"
            | "wrapping_add"
            | "wrapping_sub"
            | "wrapping_mul"
            | "saturating_sub"
            | "saturating_add"
    );
    (same && crate::written::is_primitive(&ty)).then_some(ty)
}

/// A type whose operators take the same type on both sides.
fn numbers(ty: Option<Type>, types: &Types<'_>) -> Option<Type> {
    ty.filter(|ty| types.is_number_type(ty))
}
