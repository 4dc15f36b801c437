//! Loops of which a part waits.

use syn::spanned::Spanned;
use syn::{Expr, Stmt, Type, parse_quote};

use crate::waiting::waits;
use crate::waits::{Separator, Use, waits_in_block};
use crate::written;

impl Separator<'_, '_> {
    pub(crate) fn endless_loop(&mut self, mut node: syn::ExprLoop, wanted: Option<Type>) -> Expr {
        node.attrs = vec![self.mark()];
        self.inside(node.label.as_ref(), wanted, |this| {
            this.block(&mut node.body, None)
        });
        Expr::Loop(node)
    }

    /// `while` with a wait in its condition becomes `loop`.
    pub(crate) fn while_loop(&mut self, mut node: syn::ExprWhile, out: &mut Vec<Stmt>) -> Expr {
        if !waits(&node.cond) {
            node.attrs = vec![self.mark()];
            self.inside(node.label.as_ref(), None, |this| {
                this.block(&mut node.body, None)
            });
            return Expr::While(node);
        }
        let (cond, body, label) = (node.cond, node.body, node.label);
        let node: syn::ExprLoop = parse_quote!(#label loop { if #cond #body else { break } });
        self.core(Expr::Loop(node), out)
    }

    /// `for` with a wait in its body becomes `while let`, around an iterator that's a variable.
    pub(crate) fn for_loop(&mut self, mut node: syn::ExprForLoop, out: &mut Vec<Stmt>) -> Expr {
        self.plain(&mut node.expr, Use::Value, None, out);
        if !waits_in_block(&node.body) {
            return Expr::ForLoop(node);
        }
        let (items, pat, body, label) = (node.expr, node.pat, node.body, node.label);
        let iterator = self.names.make("items", items.span());
        if let Some(binding) = self.names.bindings.last_mut() {
            binding.mutable = true;
        }
        let ty = self.types.of(&items);
        let range = matches!(&*items, Expr::Range(_));
        let wrapped = ty.as_ref().is_some_and(|ty| {
            written::named(ty).is_some_and(|(name, _)| name.starts_with("Range"))
        });
        if let Some(ty) = ty.as_ref().and_then(crate::calls::iterator) {
            self.types.set(&iterator.to_string(), ty);
        }
        let start: Expr = match (range, wrapped) {
            (true, _) => parse_quote!(#items),
            (false, true) => parse_quote!(#items),
            (false, false) if is_postfix(&items) => parse_quote!(#items.into_iter()),
            (false, false) => parse_quote!((#items).into_iter()),
        };
        let turn: syn::ExprWhile =
            parse_quote!(#label while let Some(#pat) = #iterator.next() #body);
        let first: Stmt = parse_quote!(let mut #iterator = #start;);
        let turn = self.core(Expr::While(turn), out);
        self.enclose(turn, vec![first])
    }
}

/// Whether a method call binds to all of an expression.
fn is_postfix(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Field(_)
            | Expr::Macro(_)
            | Expr::Paren(_)
    )
}
