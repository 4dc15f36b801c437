//! The rules of borrowing in a coroutine whose machine's references no longer say what they borrow.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Signature, Stmt, parse_quote};

use crate::answer::Reason;
use crate::borrows::Borrows;
use crate::macros;
use crate::names::Names;
use crate::syntax::{is_wait, name_of, place};

/// Refuses an output that borrows a variable of the coroutine. What it doesn't see, rustc sees in the copy.
pub(crate) fn check_output(
    borrows: &Borrows,
    names: &Names,
    sig: &Signature,
    body: &Block,
    reasons: &mut Vec<Reason>,
) {
    if !crate::written::has_lifetime(&crate::known::output(&sig.output)) {
        return;
    }
    let mut values: Vec<&Expr> = Vec::new();
    if let Some(Stmt::Expr(value, None)) = body.stmts.last() {
        values.push(value);
    }
    let mut returns = Returns(Vec::new());
    returns.visit_block(body);
    values.extend(returns.0.iter());
    for value in values {
        let variable = name_of(value).and_then(|name| names.number(&name.to_string()));
        let local = variable.is_some_and(|variable| borrows.of(variable).next().is_some());
        if local || matches!(value, Expr::Reference(_)) {
            let why = "this borrows a variable of the coroutine, which is gone when the coroutine is done: return the value itself";
            reasons.push(Reason::at(place(value), why));
        }
    }
}

struct Returns(Vec<Expr>);

impl<'ast> Visit<'ast> for Returns {
    fn visit_expr_return(&mut self, node: &'ast syn::ExprReturn) {
        self.0.extend(node.expr.as_deref().cloned());
        visit::visit_expr_return(self, node);
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
}

/// A function that's never called, in which rustc checks the source's borrows.
pub(crate) fn copy(item: &syn::ItemFn, future: &TokenStream) -> TokenStream {
    let mut item = item.clone();
    item.attrs.clear();
    item.vis = syn::Visibility::Inherited;
    item.sig.asyncness = None;
    Caller.visit_block_mut(&mut item.block);
    let name = &item.sig.ident;
    let first = format!(
        " Never called. The machine of [`{name}`] hides from rustc how long its variables are borrowed, so rustc"
    );
    quote! {
        #[doc = #first]
        #[doc = " checks the borrows here, in the source's own words."]
        #[allow(dead_code, unused, clippy::all)]
        const _: () = {
            fn wait_for<F: #future>(_: F) -> F::Output {
                unreachable!()
            }

            #item
        };
    }
}

/// Writes a call for each wait.
struct Caller;

impl VisitMut for Caller {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Field(field) = expr
            && is_wait(field)
        {
            let future = &field.base;
            *expr = parse_quote!(wait_for(#future));
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if let Some(mut arguments) = macros::arguments(mac) {
            arguments
                .list
                .iter_mut()
                .for_each(|argument| self.visit_expr_mut(argument));
            mac.tokens = arguments.tokens();
        }
    }
}
